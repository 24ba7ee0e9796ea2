"""Small matrices worked by hand: read, convolved and pooled exactly, every step on the way."""
