"""How contours are started: on one machine from wheels, or beside servers that somebody else keeps."""
