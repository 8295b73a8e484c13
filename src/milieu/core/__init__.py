"""The words that all of milieu shares."""
