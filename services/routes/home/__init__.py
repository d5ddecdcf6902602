"""What a tutor sees of a whole route."""
