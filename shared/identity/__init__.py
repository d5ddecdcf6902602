"""Who comes in: accounts, sessions, roles. It belongs to the contour, so a college logs in without the region."""
