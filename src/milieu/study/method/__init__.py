"""How every number is made: what the code declares, gathered for the pages that explain it."""
