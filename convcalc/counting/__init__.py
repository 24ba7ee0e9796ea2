"""Conventions by layer type: how the counting tools of the field add up, and how a user wants it added up."""
