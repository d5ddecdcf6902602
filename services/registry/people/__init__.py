"""The people whom the region knows by their consent."""
