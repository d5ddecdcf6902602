"""Mentoring inside one college."""
