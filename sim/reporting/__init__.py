"""What is read: figures, reports, generated documents, and plain words. The only part that knows matplotlib."""
