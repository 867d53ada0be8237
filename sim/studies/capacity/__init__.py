"""What the targets need of each resource, and what there is of it by their dates: worked out, not simulated."""
