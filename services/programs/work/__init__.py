"""What a pair does together."""
