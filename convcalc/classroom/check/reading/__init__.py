"""What people write, taken apart: numbers, shapes, formulas and their letters."""
