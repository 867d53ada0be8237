"""From plain mappings to a scenario, with the key path in everything that is refused."""
