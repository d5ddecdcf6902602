"""What a person sees first, and what left about them: these read everything and write nothing."""
