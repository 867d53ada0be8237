"""Questions that take many runs, each answered by plain data."""
