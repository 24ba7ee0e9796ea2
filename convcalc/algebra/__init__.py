"""Dimensions that may be numbers or names, and how a formula over them is written."""
