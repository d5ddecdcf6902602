"""The web side of a contour: doors, forms, the page around them, and template macros."""
