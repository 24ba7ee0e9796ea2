"""Exercise sheets on paper, feedback to students, and the grades of a class."""
