"""What the region told of its organizations and rules."""
