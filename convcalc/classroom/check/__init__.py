"""For the classroom: one answer of a student, read, compared and explained."""
