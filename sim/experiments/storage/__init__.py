"""What is written: tables, manifests, chunks that are finished, and the folders that hold them."""
