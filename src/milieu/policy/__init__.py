"""Policy: instruments with their evidence, diagnosis before the instrument, and scenarios."""
