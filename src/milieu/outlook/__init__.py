"""What comes next, with honest ranges, and how often that was right."""
