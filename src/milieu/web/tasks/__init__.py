"""Tasks: work that is longer than a request, each in a process and a folder of its own."""
