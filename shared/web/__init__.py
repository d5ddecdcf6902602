"""Doors, forms, desk and pieces: how a contour speaks HTTP."""
