"""Who needs a mentor, and who gets whom."""
