"""What leaves the college with a person's consent, and what comes back."""
