"""The region's registry: which organizations there are, by which rules they work, and who mentors in them."""
