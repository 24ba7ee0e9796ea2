"""Exercises that are made up: drawn from a seed, worded, and asked."""
