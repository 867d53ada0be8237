"""The configuration: YAML files and words on a command line, put together into scenarios. The only part that knows Hydra."""
