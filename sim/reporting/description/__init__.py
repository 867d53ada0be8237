"""The model in words and tables, read from the configuration and the registries, for `docs/model.md`."""
