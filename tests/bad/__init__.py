"""Wrong files and wrong command lines, each with its whole message."""
