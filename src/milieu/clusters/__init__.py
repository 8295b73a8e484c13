"""Ways of finding clusters, and what kind of cluster they are."""
