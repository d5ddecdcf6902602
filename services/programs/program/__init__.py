"""Personalized programs: written by two, approved, carried out, completed."""
