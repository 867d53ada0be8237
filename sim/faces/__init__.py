"""What people touch: the command line, figures, the report, one person's story. The only layer that knows Hydra."""
