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

#: The first so many replications of an uncertain scenario are simulated twice, with the same parameters and other chance: by
#: how much the two differ tells chance from what we do not know.
RESEEDED = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class KpiMatrix:
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
    reseeded
        The values once more with the same parameters and other chance, of the first `RESEEDED` replications at most; none where
        nothing is uncertain.
    """

    labels: tuple[Label, ...]
    values: Floats
    series: tuple[Label, ...]
    months: tuple[dt.date, ...]
    monthly: Floats
    reseeded: Floats

    def __len__(self) -> int:
        return len(self.values)

    @property
    def nbytes(self) -> int:
        """Of the values."""
        return self.values.nbytes + self.monthly.nbytes + self.reseeded.nbytes

    def head(self, replications: int) -> KpiMatrix:
        """The numbers of the first replications alone."""
        return replace(
            self,
            values=self.values[:replications],
            monthly=self.monthly[:replications],
            reseeded=self.reseeded[:replications],
        )

    def of(self, kpi: str, group: str = "all", *, reseeded: bool = False) -> Floats | None:
        """One KPI's value in each replication, shape (replications,); None where the scenario has none."""
        index = next((at for at, label in enumerate(self.labels) if label[:2] == (kpi, group)), None)
        return None if index is None else (self.reseeded if reseeded else self.values)[:, index]


def block_of(numbers: Iterable[KpiMatrix]) -> int:
    """How many consecutive replications make a part that is independent of the others.

    Where the uncertain parameters of any scenario were drawn, a Latin hypercube: replications within one avoid each other.
    """
    return STRATA if any(len(matrix.reseeded) for matrix in numbers) else 1


def gather(first: int, measured: Iterable[tuple[Measures, Measures | None]]) -> KpiMatrix:
    """The numbers of successive replications, each perhaps simulated twice; `first` is the number of the first."""
    parts = []
    for replication, (numbers, second) in enumerate(measured, start=first):
        monthly = numbers.by_month[None] if replication < MONTHS_KEPT else np.empty((0, *numbers.by_month.shape))
        reseeded = np.empty((0, len(numbers.labels)))
        if second is not None:
            reseeded = _aligned(second.values[None], second.labels, numbers.labels)
        parts.append(
            KpiMatrix(
                labels=numbers.labels,
                values=numbers.values[None],
                series=numbers.series,
                months=numbers.months,
                monthly=monthly,
                reseeded=reseeded,
            )
        )
    return concatenate(parts)


def concatenate(parts: Sequence[KpiMatrix]) -> KpiMatrix:
    """Numbers one after another.

    A number that only some replications have is missing in the others, so that every replication has the same labels.
    """
    labels = tuple(dict.fromkeys(label for part in parts for label in part.labels))
    series = tuple(dict.fromkeys(label for part in parts for label in part.series))
    return KpiMatrix(
        labels=labels,
        values=np.concatenate([_aligned(part.values, part.labels, labels) for part in parts]),
        series=series,
        months=parts[0].months,
        monthly=np.concatenate([_aligned(part.monthly, part.series, series) for part in parts]),
        reseeded=np.concatenate([_aligned(part.reseeded, part.labels, labels) for part in parts]),
    )


def _aligned(values: Floats, has: Sequence[Label], wanted: Sequence[Label]) -> Floats:
    """Values with their second axis in the order of the wanted labels."""
    if has == wanted:
        return values
    index = {label: at for at, label in enumerate(wanted)}
    aligned = np.full((len(values), len(wanted), *values.shape[2:]), np.nan)
    both = [at for at, label in enumerate(has) if label in index]
    aligned[:, [index[has[at]] for at in both]] = values[:, both]
    return aligned


def header(numbers: KpiMatrix) -> dict[str, Any]:
    """All but the values, ready for JSON."""
    return {
        "labels": numbers.labels,
        "series": numbers.series,
        "months": [month.isoformat() for month in numbers.months],
    }


def with_header(record: Mapping[str, Any], values: Floats, monthly: Floats, reseeded: Floats) -> KpiMatrix:
    """The numbers from their header and values.

    Raises
    ------
    ValueError
        If they do not belong together.
    """
    numbers = KpiMatrix(
        labels=tuple((kpi, group, unit) for kpi, group, unit in record["labels"]),
        values=values,
        series=tuple((kpi, group, unit) for kpi, group, unit in record["series"]),
        months=tuple(dt.date.fromisoformat(month) for month in record["months"]),
        monthly=monthly,
        reseeded=reseeded,
    )
    shapes = (values.shape[1:], monthly.shape[1:], reseeded.shape[1:])
    if shapes != ((len(numbers.labels),), (len(numbers.series), len(numbers.months)), (len(numbers.labels),)):
        raise ValueError("the values are not those of the labels")
    return numbers
