"""Exams: how often milieu is right, measured anew and written to docs/track-record.md."""
