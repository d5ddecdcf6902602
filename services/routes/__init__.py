"""Individual educational routes: four to five years in seven steps, with a tutor of the centre beside the teacher."""
