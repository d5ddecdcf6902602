"""What a region tells about itself, and what a federation sees of its regions."""
