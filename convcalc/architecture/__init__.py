"""Architecture files: text -> document -> graph."""
