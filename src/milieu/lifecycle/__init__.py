"""Where a cluster stands in its life, what threatens it, and who is like it."""
