"""Needs and pairs: who needs a mentor, and who mentors whom."""
