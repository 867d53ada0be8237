"""Scenarios against a baseline, paired by common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import check_kpis, check_scenario
from .statistics import mean_interval

if TYPE_CHECKING:
    import pandas as pd


def compare(
    kpis: pd.DataFrame, baseline: str | Mapping[str, str], names: Sequence[str], who: str = "all", *, block: int
) -> pd.DataFrame:
    """Compare every scenario with the baseline.

    Parameters
    ----------
    kpis
        Columns scenario, replication, kpi, who, value.
    baseline
        The scenario to compare against; or for each scenario that is to be compared, with which.
    names
        KPIs to compare.
    who
        The group of people.
    block
        How many consecutive replications make an independent part; see `mean_interval`.

    Returns
    -------
    DataFrame
        Columns scenario, kpi, mean, baseline_mean, difference, low, high, variance_saved and replications: a row for each
        scenario and KPI that it shares with the baseline, of the replications that both have. The intervals hold
        simultaneously at 95 % over all rows, and are missing where too few replications differ (see `mean_interval`).
        `variance_saved` is the share of the variance of the difference that pairing removed (negative where it added some;
        NaN where it cannot be computed).

    Raises
    ------
    ScenarioError
        If there is no scenario, KPI or group of a name.
    """
    import pandas as pd  # late: what only simulates needs none of it

    if len(kpis):
        for name in [baseline] if isinstance(baseline, str) else dict.fromkeys(baseline.values()):
            check_scenario(name, _words(kpis["scenario"]))
        check_kpis(names, _words(kpis["kpi"]), _words(kpis["who"]), who)
    chosen = kpis[(kpis["who"] == who) & kpis["kpi"].isin(names)]
    values = {
        (str(scenario), str(name)): rows.set_index("replication")["value"]
        for (scenario, name), rows in chosen.groupby(["scenario", "kpi"], sort=False, observed=True)
    }
    if isinstance(baseline, str):
        baseline = {str(name): baseline for name in dict.fromkeys(chosen["scenario"]) if name != baseline}
    pairs = [
        (scenario, name)
        for scenario, base in baseline.items()
        for name in names
        if (scenario, name) in values and (base, name) in values
    ]
    rows = []
    for scenario, name in pairs:
        paired = pd.concat(
            [values[scenario, name], values[baseline[scenario], name]], axis=1, join="inner"
        ).sort_index()
        ours, theirs = paired.to_numpy(dtype=float).T
        difference = mean_interval(ours - theirs, comparisons=len(pairs), block=block)
        rows.append(
            {
                "scenario": scenario,
                "kpi": name,
                "mean": mean_interval(ours).mean,
                "baseline_mean": mean_interval(theirs).mean,
                "difference": difference.mean,
                "low": difference.low,
                "high": difference.high,
                "variance_saved": _variance_saved(ours, theirs),
                "replications": int(np.sum(~np.isnan(ours - theirs))),
            }
        )
    columns = [
        "scenario",
        "kpi",
        "mean",
        "baseline_mean",
        "difference",
        "low",
        "high",
        "variance_saved",
        "replications",
    ]
    return pd.DataFrame(rows, columns=columns)


def _words(column: pd.Series[Any]) -> list[str]:
    """The words that a column may hold: one of categories knows those too of which it has no row."""
    return [*(column.cat.categories if hasattr(column, "cat") else column.unique())]


def _variance_saved(ours: np.ndarray, theirs: np.ndarray) -> float:
    """1 minus the variance of paired differences over what independent runs would have."""
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    if both.sum() < 2:
        return float("nan")
    unpaired = np.var(ours[both], ddof=1) + np.var(theirs[both], ddof=1)
    return float(1 - np.var(ours[both] - theirs[both], ddof=1) / unpaired) if unpaired > 0 else float("nan")
