"""What each option costs and gives beside the baseline, what a further plan or budget costs, and what is undominated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from ...measures.kpis.headlines import PRIMARY
from ...model import Scenario
from ..kpi_matrix import Floats
from .chances import outlooks
from .statistics import LEVEL, PARTS, TAIL, Interval, has_interval, has_quantile, mean_interval

if TYPE_CHECKING:
    import pandas as pd

    from ..results import Results

COST, WHOLE_BILL = "programme_cost", "total_bill"
CHANCE = "chance"  #: the first part of a measure that is the chance of a target
NO_INTERVAL = Interval(math.nan, math.nan, math.nan)
COLUMNS = (
    *("scenario", "measure", "gives", "cost", "extra_cost", "extra_cost_q05", "extra_cost_q95", "extra_bill"),
    *("extra", "extra_low", "extra_high", "cost_per", "cost_per_low", "cost_per_high", "undominated"),
)


class Further(NamedTuple):
    """What an option gives more of than the baseline, and what each costs.

    Attributes
    ----------
    number
        The mean paired difference, with its 95 % confidence interval; those of all options hold at once.
    cost_each
        Mean extra cost over mean extra number (pounds), with the interval of Fieller (1954) at the same level; its ends are NaN
        where the interval of `number` holds 0, or where replications are too few for one.
    hardly_differs
        Whether there are replications enough, but too few of them have any difference to say how large it is on average.
    """

    number: Interval
    cost_each: Interval
    hardly_differs: bool = False

    @property
    def is_none(self) -> bool:
        """Whether there may be no further one: the interval holds 0 or less, or hardly any replication differs."""
        return self.hardly_differs or self.number.low <= 0

    @property
    def is_unclear(self) -> bool:
        """Whether there may be no difference at all."""
        return self.hardly_differs or self.number.low <= 0 <= self.number.high

    @property
    def is_known(self) -> bool:
        """Whether there is an interval at all."""
        return not math.isnan(self.number.low)


@dataclass(frozen=True, kw_only=True)
class Option:
    """What one scenario costs and gives.

    Attributes
    ----------
    cost
        Mean bill of running the programme by the day of all totals (pounds).
    extra_cost
        Its mean paired difference from the baseline, and between what that lies in nine replications out of ten (NaN where they
        are too few); noughts for the baseline itself.
    extra_bill
        The same mean of the whole bill, with budgets and double running.
    gives
        By measure: the mean of a primary KPI, or the chance of a target (`chance.<date>.<kpi>`).
    further
        By primary KPI; empty for the baseline.
    undominated
        The measures in which no other option gives as much for less, or more for as little, going by means; an effect whose
        interval holds 0 counts as none.
    """

    scenario: Scenario
    cost: float
    extra_cost: Interval
    extra_bill: float
    gives: Mapping[str, float]
    further: Mapping[str, Further]
    undominated: frozenset[str]

    @property
    def costs_the_same(self) -> bool:
        """Whether running the programme may as well cost what it costs without the option."""
        return _may_be_none(self.extra_cost)


def options(results: Results) -> tuple[Option, ...]:
    """Every scenario beside the baseline, which comes first; none where there is no other, or nothing has a cost.

    Parameters
    ----------
    results
        Scenarios of one locality, whose replications are pairs.
    """
    baseline = results.numbers[results.baseline.name]
    cost = baseline.of(COST)
    has_cost = all(numbers.of(COST) is not None for numbers in results.numbers.values())
    if len(results.scenarios) < 2 or len(results.by_locality) > 1 or cost is None or not has_cost:
        return ()
    gives = _gives(results)
    further = _further(results)
    clear = [_clear(given, gives[0], more) for given, more in zip(gives, further, strict=True)]
    costs = [float(np.mean(_values(results, scenario, COST))) for scenario in results.scenarios]
    if not any(costs):
        return ()
    extra = [_extra_cost(results, scenario) for scenario in results.scenarios]
    # A cost that may as well be the baseline's is no reason to prefer one to the other.
    compared = [costs[0] if _may_be_none(more) else cost for cost, more in zip(costs, extra, strict=True)]
    undominated = {
        measure: undominated_of(compared, [given.get(measure, 0.0) for given in clear])
        for measure in dict.fromkeys(measure for given in clear for measure in given)
        if len({given.get(measure, 0.0) for given in clear}) > 1
    }
    return tuple(
        Option(
            scenario=scenario,
            cost=costs[index],
            extra_cost=extra[index],
            extra_bill=float(np.mean(_extra(results, scenario, WHOLE_BILL))),
            gives=gives[index],
            further=further[index],
            undominated=frozenset(measure for measure, of in undominated.items() if index in of),
        )
        for index, scenario in enumerate(results.scenarios)
    )


def _may_be_none(extra: Interval) -> bool:
    """Whether some runs cost more and some less."""
    return extra.low <= 0 <= extra.high


def undominated_of(costs: Sequence[float], gives: Sequence[float]) -> set[int]:
    """The indices of what is not dominated: nothing else costs no more and gives no less, and is better in one of the two."""
    pairs = list(zip(costs, gives, strict=True))
    return {
        index
        for index, (cost, number) in enumerate(pairs)
        if not any(
            other <= cost and more >= number and (other < cost or more > number)
            for at, (other, more) in enumerate(pairs)
            if at != index
        )
    }


def fieller_interval(above: Floats, below: Floats, level: float = LEVEL) -> Interval:
    """The ratio of two means of independent pairs, shape (n,), with the interval of Fieller (1954).

    NaN for its ends where the mean below is not clearly other than 0, so that no ratio is ruled out, or where there are fewer
    than `PARTS` pairs.
    """
    parts = len(above)
    mean_above, mean_below = float(np.mean(above)), float(np.mean(below))
    if not mean_below:
        return NO_INTERVAL
    ratio = mean_above / mean_below
    if parts < PARTS:
        return Interval(ratio, math.nan, math.nan)
    (var_above, both), (_, var_below) = np.cov(above, below) / parts
    t = float(special.stdtrit(parts - 1, (1 + level) / 2))
    # The ratios r at which mean_above - r * mean_below lies within t standard errors of 0: the roots of a quadratic.
    square, half = mean_below**2 - t * t * var_below, mean_above * mean_below - t * t * both
    root = half * half - square * (mean_above**2 - t * t * var_above)
    if square <= 0:
        return Interval(ratio, math.nan, math.nan)
    width = math.sqrt(max(0.0, root))
    return Interval(ratio, float((half - width) / square), float((half + width) / square))


def costs_and_effects_frame(results: Results) -> pd.DataFrame:
    """The options, a row for each scenario and measure; see `Option`.

    Columns `COLUMNS`: the measure is a primary KPI or the chance of a target; `gives` its mean or that chance, `cost` the mean
    bill of running the programme, `extra…` the paired differences from the baseline, `cost_per…` pounds for each further one
    with its interval. What makes no sense for a row is missing.
    """
    import pandas as pd  # late: what only simulates needs none of it

    rows = []
    for option in options(results):
        extra = option.extra_cost
        head = (option.cost, extra.mean, extra.low, extra.high, option.extra_bill)
        for measure, gives in option.gives.items():
            more = option.further.get(measure, Further(NO_INTERVAL, NO_INTERVAL))
            each = NO_INTERVAL if more.is_none else more.cost_each
            numbers = (*more.number, *each)
            rows.append((option.scenario.name, measure, gives, *head, *numbers, measure in option.undominated))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _values(results: Results, scenario: Scenario, kpi: str) -> Floats:
    values = results.numbers[scenario.name].of(kpi)
    return np.zeros(results.replications) if values is None else values


def _extra(results: Results, scenario: Scenario, kpi: str) -> Floats:
    """The paired differences from the baseline, of the replications that both have."""
    ours, theirs = _values(results, scenario, kpi), _values(results, results.baseline, kpi)
    both = min(len(ours), len(theirs))
    difference: Floats = ours[:both] - theirs[:both]
    return difference


def _extra_cost(results: Results, scenario: Scenario) -> Interval:
    extra = _extra(results, scenario, COST)
    if not has_quantile(TAIL, len(extra)):
        return Interval(float(np.mean(extra)), math.nan, math.nan)
    low, high = np.quantile(extra, (TAIL, 1 - TAIL))
    return Interval(float(np.mean(extra)), float(low), float(high))


def _further(results: Results) -> list[dict[str, Further]]:
    """What each scenario gives more of; nothing for the baseline. Intervals are those of `compare`: they hold all at once."""
    kpis = {
        scenario.name: [kpi for kpi in PRIMARY if results.numbers[scenario.name].of(kpi) is not None]
        for scenario in results.scenarios
    }
    both = [
        [kpi for kpi in kpis[scenario.name] if kpi in kpis[results.baseline.name]] for scenario in results.scenarios
    ]
    comparisons = sum(map(len, both[1:]))

    def of(scenario: Scenario, kpi: str) -> Further:
        cost, extra = _extra(results, scenario, COST), _extra(results, scenario, kpi)
        number = mean_interval(extra, comparisons=max(1, comparisons), block=results.block)
        each = fieller_interval(
            _parts(cost, results.block), _parts(extra, results.block), 1 - (1 - LEVEL) / max(1, comparisons)
        )
        if len(extra) < PARTS * results.block or math.isnan(number.low):
            each = Interval(each.mean, math.nan, math.nan)
        return Further(number, each, math.isnan(number.low) and has_interval(len(extra), results.block))

    others = zip(results.scenarios[1:], both[1:], strict=True)
    return [{}, *({kpi: of(scenario, kpi) for kpi in shared} for scenario, shared in others)]


def _clear(
    gives: Mapping[str, float], baseline: Mapping[str, float], further: Mapping[str, Further]
) -> dict[str, float]:
    """What an option gives, where what may be no difference from the baseline is none."""
    unclear = {kpi for kpi, more in further.items() if more.is_unclear}
    return {measure: baseline[measure] if measure in unclear else number for measure, number in gives.items()}


def _parts(values: Floats, block: int) -> Floats:
    """The means of the independent parts of replications; of single ones, where they do not fill one part."""
    whole = len(values) // block
    means: Floats = values[: whole * block].reshape(whole, block).mean(axis=1) if whole else values
    return means


def _gives(results: Results) -> list[dict[str, float]]:
    """The means of the primary KPIs and the chances of the targets, by scenario."""
    gives: dict[str, dict[str, float]] = {}
    for scenario in results.scenarios:
        numbers = results.numbers[scenario.name]
        gives[scenario.name] = {
            kpi: float(np.mean(values)) for kpi in PRIMARY if (values := numbers.of(kpi)) is not None
        }
    for outlook in outlooks(results):
        if outlook.chance is not None and outlook.date is not None:
            gives[outlook.scenario.name][f"{CHANCE}.{outlook.date.isoformat()}.{outlook.kpi}"] = outlook.chance.share
    return list(gives.values())
