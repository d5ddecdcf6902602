"""The region's registry: its organizations, the rules they work by, and the mentors in them."""
