"""What is worked out from the numbers of many replications: intervals, comparisons, and where differences come from."""
