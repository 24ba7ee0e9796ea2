"""Worked matrices as pages: text with the window marked, JSON, CSV, Markdown, LaTeX."""
