"""The college itself: its settings, its people, its orders."""
