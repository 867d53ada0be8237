"""How replications are carried out: as tasks, in this process, in others beside it, or on a cluster."""
