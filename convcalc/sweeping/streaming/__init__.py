"""Sweeps of more points than anybody reads, from engines to files, a chunk at a time."""
