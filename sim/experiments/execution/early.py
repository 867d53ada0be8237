"""The first results of a run, given while it goes on."""

from __future__ import annotations

from collections.abc import Callable

from ...draws import STRATA
from ..analysis.statistics import PARTS
from ..kpi_matrix import concatenate
from ..plan import Plan
from ..results import Results
from ..storage.checkpoint import Store
from .schedule import gaps

#: Given results while the run goes on.
Tell = Callable[[Results], None]

FIRST = STRATA  #: replications of each scenario: one block, over which what is not known is spread evenly
WORTH = PARTS * FIRST  #: of each in the whole run, below which the end is near, and has no more to say


class Early:
    """Gives the first results once, as soon as every scenario has them.

    Parameters
    ----------
    plan
        What is run.
    store
        Where chunks are kept.
    tell
        Given the results; None where nobody wants them.
    """

    def __init__(self, plan: Plan, store: Store, tell: Tell | None) -> None:
        self._plan, self._store, self._tell = plan, store, tell

    def look(self, until: int) -> None:
        """See whether they are there, in a run that goes on until every scenario has so many replications."""
        tell = self._tell
        if tell is None or until < WORTH:
            return
        done = self._store.done()
        if any(gaps(done.get(index, ()), arm.count(FIRST)) for index, arm in enumerate(self._plan.arms)):
            return
        self._tell = None
        numbers = {
            arm.name: concatenate([chunk.numbers for chunk in self._store.chunks(index, before=FIRST)]).head(FIRST)
            for index, arm in enumerate(self._plan.arms)
        }
        # What the manifest says besides is true of a whole run alone: until then not all checks have been made.
        manifest = {"seed": self._plan.seed, "replications": FIRST}
        tell(Results(scenarios=self._plan.scenarios, numbers=numbers, manifest=manifest))
