"""The events that cross a border, and the only fields that may. A speaker owns its file; listeners never edit it."""
