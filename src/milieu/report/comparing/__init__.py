"""Up to ten clusters side by side: how they differ, in words and figures."""
