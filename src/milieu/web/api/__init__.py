"""The API: one file a resource, found by being here; each has a `router`."""
