"""The dashboard and the API: what people see who never type a command."""
