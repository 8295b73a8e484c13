"""The made-up country: its map, industries, clusters, firms and what an office makes of them."""
