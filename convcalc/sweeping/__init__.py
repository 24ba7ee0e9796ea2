"""Networks over grids of symbols and inputs: which points there are, what each needs, and which are worth having."""
