"""Every combination of values, run one by one, and read together."""
