"""Safety: accounts, sessions, limits, headers, the audit log."""
