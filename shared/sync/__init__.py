"""The exchange between contours: nothing lost, nothing doubled, nothing out of order, and provable."""
