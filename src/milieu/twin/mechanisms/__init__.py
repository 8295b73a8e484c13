"""One file per mechanism of the twin; the folder is the list."""
