"""What is counted from the facts, how complete it is, and the facts behind it."""
