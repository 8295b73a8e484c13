"""The tables of a study, with memory."""
