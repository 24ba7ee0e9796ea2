"""Exercise sheets and classes: what is asked, what was answered, and what it earns."""
