"""The numbers of an experiment in their compact form: names once, and a matrix of values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..draws import STRATA
from ..measures import Label, Measures

#: Month ends are kept for this many replications of each scenario, the first ones: a picture over time needs no more, and
#: those of 100,000 replications would be 260 million rows.
MONTHS_KEPT = 1000

#: The first so many replications of an uncertain scenario are lived through twice, with the same parameters and other luck: by
#: how much the two differ tells luck from not knowing.
TWICE = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbers:
    """The numbers of successive replications of one scenario.

    Attributes
    ----------
    labels
        KPI, group and unit of each number of a replication.
    values
        Shape (replications, labels); NaN where there is no such number.
    series
        KPI, group and unit of each series by month.
    months
        The month ends.
    monthly
        Shape (replications, series, months), of the first `MONTHS_KEPT` replications at most.
    again
        The values once more with the same parameters and other luck, of the first `TWICE` replications at most; none where
        nothing is uncertain.
    """

    labels: tuple[Label, ...]
    values: Floats
    series: tuple[Label, ...]
    months: tuple[dt.date, ...]
    monthly: Floats
    again: Floats

    def __len__(self) -> int:
        return len(self.values)

    @property
    def nbytes(self) -> int:
        """Of the values."""
        return self.values.nbytes + self.monthly.nbytes + self.again.nbytes

    def head(self, replications: int) -> Numbers:
        """The numbers of the first replications alone."""
        return replace(
            self,
            values=self.values[:replications],
            monthly=self.monthly[:replications],
            again=self.again[:replications],
        )

    def of(self, kpi: str, group: str = "all", *, again: bool = False) -> Floats | None:
        """One KPI's value in each replication, shape (replications,); None where the scenario has none."""
        place = next((at for at, label in enumerate(self.labels) if label[:2] == (kpi, group)), None)
        return None if place is None else (self.again if again else self.values)[:, place]


def block_of(numbers: Iterable[Numbers]) -> int:
    """How many consecutive replications make a part that is independent of the others.

    Where the uncertain parameters of any scenario were drawn, a Latin hypercube: replications within one avoid each other.
    """
    return STRATA if any(len(one.again) for one in numbers) else 1


def gather(first: int, measured: Iterable[tuple[Measures, Measures | None]]) -> Numbers:
    """The numbers of successive replications, each perhaps lived through twice; `first` is the number of the first."""
    parts = []
    for replication, (one, again) in enumerate(measured, start=first):
        monthly = one.by_month[None] if replication < MONTHS_KEPT else np.empty((0, *one.by_month.shape))
        twice = None if again is None else _aligned(again.values[None], again.labels, one.labels)
        parts.append(
            Numbers(
                labels=one.labels,
                values=one.values[None],
                series=one.series,
                months=one.months,
                monthly=monthly,
                again=np.empty((0, len(one.labels))) if twice is None else twice,
            )
        )
    return joined(parts)


def joined(parts: Sequence[Numbers]) -> Numbers:
    """Numbers one after another.

    A number that only some replications have is missing in the others, so that every replication has the same labels.
    """
    labels = tuple(dict.fromkeys(label for part in parts for label in part.labels))
    series = tuple(dict.fromkeys(label for part in parts for label in part.series))
    return Numbers(
        labels=labels,
        values=np.concatenate([_aligned(part.values, part.labels, labels) for part in parts]),
        series=series,
        months=parts[0].months,
        monthly=np.concatenate([_aligned(part.monthly, part.series, series) for part in parts]),
        again=np.concatenate([_aligned(part.again, part.labels, labels) for part in parts]),
    )


def _aligned(values: Floats, has: Sequence[Label], wanted: Sequence[Label]) -> Floats:
    """Values with their second axis in the order of the wanted labels."""
    if has == wanted:
        return values
    place = {label: at for at, label in enumerate(wanted)}
    aligned = np.full((len(values), len(wanted), *values.shape[2:]), np.nan)
    both = [at for at, label in enumerate(has) if label in place]
    aligned[:, [place[has[at]] for at in both]] = values[:, both]
    return aligned


def header(numbers: Numbers) -> dict[str, Any]:
    """All but the values, ready for JSON."""
    return {
        "labels": numbers.labels,
        "series": numbers.series,
        "months": [month.isoformat() for month in numbers.months],
    }


def with_header(told: Mapping[str, Any], values: Floats, monthly: Floats, again: Floats) -> Numbers:
    """The numbers from their header and values.

    Raises
    ------
    ValueError
        If they do not belong together.
    """
    numbers = Numbers(
        labels=tuple((kpi, group, unit) for kpi, group, unit in told["labels"]),
        values=values,
        series=tuple((kpi, group, unit) for kpi, group, unit in told["series"]),
        months=tuple(dt.date.fromisoformat(month) for month in told["months"]),
        monthly=monthly,
        again=again,
    )
    shapes = (values.shape[1:], monthly.shape[1:], again.shape[1:])
    if shapes != ((len(numbers.labels),), (len(numbers.series), len(numbers.months)), (len(numbers.labels),)):
        raise ValueError("the values are not those of the labels")
    return numbers
