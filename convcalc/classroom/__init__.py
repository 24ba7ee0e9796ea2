"""For the classroom: the working behind every number."""
