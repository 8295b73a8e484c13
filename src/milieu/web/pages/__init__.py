"""Pages: one file each, found by being here; each has a `router`."""
