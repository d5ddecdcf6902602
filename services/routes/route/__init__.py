"""A route of 4–5 years, from its opening through its seven steps."""
