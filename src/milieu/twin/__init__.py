"""The twin: an agent-based model of industry clusters, in quarters."""
