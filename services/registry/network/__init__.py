"""The organizations of the region and where they are."""
