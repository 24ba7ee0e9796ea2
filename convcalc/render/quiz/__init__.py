"""A quiz on paper, for a learning platform, and as a sheet: one file a format."""
