"""KPIs: one decorated function each; a module beside these is read too."""
