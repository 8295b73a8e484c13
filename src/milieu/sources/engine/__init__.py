"""Taking files in: reading, recognising, checking, quarantine."""
