"""What the model is held against, and what comes of it."""
