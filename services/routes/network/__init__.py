"""What the region told about its organizations and rules."""
