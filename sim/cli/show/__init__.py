"""`ipc show`: one module a subject, and `command`, which chooses among them."""
