"""Matrices worked by hand: the problem, the slips in it, and a matrix that was given."""
