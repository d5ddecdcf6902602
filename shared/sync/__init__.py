"""The exchange between contours: no event is lost, doubled or out of order, and both sides can prove it."""
