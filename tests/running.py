"""Runs with any of their settings, each of which goes into the part that it belongs to."""

import sim

PARTS = (sim.Design, sim.Execution, sim.Output)


def run(scenario, **settings):
    """The results of a run; a setting that no part has is refused by the first of them."""
    others = {name for part in PARTS[1:] for name in part.__dataclass_fields__}
    design = {name: value for name, value in settings.items() if name not in others}
    execution, output = (
        part(**{name: value for name, value in settings.items() if name in part.__dataclass_fields__})
        for part in PARTS[1:]
    )
    return sim.run(scenario, sim.Design(**design), execution, output)
