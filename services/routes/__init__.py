"""Individual educational routes: four to five years in seven steps; a tutor of the centre guides the teacher."""
