"""Sweeps as tables, as data, and as charts for a terminal and for a browser."""
