"""Identity: accounts, sessions, roles. Each contour has its own, so a college logs in without the region."""
