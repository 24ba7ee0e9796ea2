"""Architecture files rewritten as other architecture files, their text kept wherever it still holds."""
