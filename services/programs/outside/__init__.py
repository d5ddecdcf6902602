"""What a person lets leave the college, and what comes back."""
