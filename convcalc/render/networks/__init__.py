"""Comparisons of networks as tables, bars and data."""
