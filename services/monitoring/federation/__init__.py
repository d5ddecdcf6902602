"""What a region tells of itself, and what a federation sees of its regions."""
