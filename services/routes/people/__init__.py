"""Who asks for a route."""
