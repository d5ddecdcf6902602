"""What a person sees first, and what left the college about them; these subjects read everything and write nothing."""
