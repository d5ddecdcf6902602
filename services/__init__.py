"""The four services. They never import or call each other: they tell facts."""
