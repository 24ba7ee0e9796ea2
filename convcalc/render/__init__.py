"""A report as a table, plain text, JSON, CSV, Markdown or HTML: one file a format, and no arithmetic."""
