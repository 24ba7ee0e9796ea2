"""One answer checked: what is right, and which slip gives the number."""
