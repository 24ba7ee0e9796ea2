"""The slips: ways to go wrong, each with its name, its sentence and its lecture."""
