"""The people whom the region knows because they consented."""
