"""Many points at once: a network's formulas, recorded once with what was asked on the way, run on arrays."""
