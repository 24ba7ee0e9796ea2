"""Whose number is it: which way of counting, of which variant of a network, gives a number."""
