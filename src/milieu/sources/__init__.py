"""Publishers' file layouts: raw files become checked tables."""
