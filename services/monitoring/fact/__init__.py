"""What organizations told."""
