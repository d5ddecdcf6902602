"""How contours are started: on one machine from wheels, or with servers that somebody else runs."""
