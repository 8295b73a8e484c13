"""Tasks: work in the background, in processes of its own."""
