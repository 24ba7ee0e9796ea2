"""The tables of papers in every format: a page for each, its notes, and what is for programs."""
