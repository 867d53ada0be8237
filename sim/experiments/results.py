"""Results: what an experiment gives back, and how it lies on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ..draws import parameter_values
from ..exports import event_positions
from ..measures.kpis.headlines import PRIMARY
from ..model import Fault, Scenario, ScenarioError, build, drawn_numbers
from .analysis.chances import chances_frame
from .analysis.comparison import compare
from .analysis.costs_and_effects import costs_and_effects_frame
from .analysis.drivers import ENOUGH, drivers_frame
from .analysis.scale import scale_frame
from .analysis.statistics import KpiSummary, rows_of_summary, summarise
from .arguments import check_kpis, check_scenario, read_folder
from .comparability import baselines, by_locality
from .kpi_matrix import KpiMatrix, block_of
from .shown import page_of, text_of
from .storage.atomic_folder import written
from .storage.earlier import earlier_file, earlier_kpi
from .storage.inventory import FILES, MANIFEST, damage, listed, read_record, tables_in
from .storage.lineage import lineage
from .storage.parquet import parquet_stream, read_rows, rows_of, write_parquet
from .storage.tables import (
    KPIS,
    MONTHLY,
    RESEEDED_KPIS,
    kpis_frame,
    monthly_frame,
    read_numbers,
    write_numbers,
)

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = "summary.csv"
PARAMETERS, DRAWN = "parameters.parquet", "drawn_numbers.csv"  #: where something is uncertain
DRIVERS = "drivers.csv"  #: there too, from so many replications on that they can tell what matters
SCALE = "scale.csv"  #: where scenarios are of several localities
CHANCES = "chances.csv"  #: where a primary KPI is counted
COSTS_AND_EFFECTS = "costs_and_effects.csv"  #: where scenarios with costs are compared
POSITIONS = "event_positions.parquet"  #: where the event log was kept
TABLES = ("steps", "events")  #: the long tables that a run may keep, each in a file of its own


def table_file(name: str) -> str:
    """The file of a long table."""
    return f"{name}.parquet"


@dataclass(frozen=True, kw_only=True)
class Results:
    """Results of an experiment.

    Attributes
    ----------
    scenarios
        What was run, the baseline first.
    numbers
        The numbers of every replication in compact form, by scenario; `kpis` and `monthly` are made of them.
    tables
        The long tables that were kept, by name: frames, or the files in which they lie.
    manifest
        What is needed to run the same again.
    """

    scenarios: tuple[Scenario, ...]
    numbers: Mapping[str, KpiMatrix] = field(repr=False)
    tables: Mapping[str, pd.DataFrame | Path] = field(default_factory=dict, repr=False)
    manifest: dict[str, Any] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        """What was run, and the main means."""
        return text_of(self)

    def _repr_html_(self) -> str:
        """The same as a table, for notebooks."""
        return page_of(self)

    @property
    def baseline(self) -> Scenario:
        """The scenario that the others are compared against."""
        return self.scenarios[0]

    @property
    def by_locality(self) -> tuple[Results, ...]:
        """The results of each locality, whose scenarios can be compared in pairs; these results where there is but one."""
        groups = by_locality(self.scenarios)
        return (self,) if len(groups) < 2 else tuple(map(self._part, groups))

    def _part(self, scenarios: tuple[Scenario, ...]) -> Results:
        names = [scenario.name for scenario in scenarios]
        count = len(self.numbers[names[0]])
        manifest = {**self.manifest, "baseline": names[0], "replications": count}
        return Results(scenarios=scenarios, numbers={name: self.numbers[name] for name in names}, manifest=manifest)

    @property
    def replications(self) -> int:
        """How many replications each scenario has, but for those of which there were to be fewer."""
        return len(self.numbers[self.baseline.name])

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """Columns scenario, replication, kpi, who (`all`, a cohort, or such as `age.from_65`), value, unit."""
        return kpis_frame(self.numbers)

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Columns scenario, replication, month_end, kpi, who, value, unit; of the first 1,000 replications at most."""
        return monthly_frame(self.numbers)

    @property
    def is_uncertain(self) -> bool:
        """Whether the replications differ in their parameters too, and not in chance alone."""
        return any(len(matrix.reseeded) for matrix in self.numbers.values())

    @property
    def block(self) -> int:
        """How many consecutive replications make an independent part; see `sim.experiments.mean_interval`."""
        return block_of(self.numbers.values())

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """Columns replication, parameter, value, unit: what was drawn, the same for all scenarios that have it; else empty."""
        import pandas as pd  # late: what only simulates needs none of it

        frames = []
        every = (
            {parameter.name: parameter for scenario in self.scenarios for parameter in scenario.uncertain}
            if self.is_uncertain
            else {}
        )
        for scenario in self.scenarios if every else ():
            values = parameter_values(scenario, int(self.manifest["seed"]), self.replications)
            for name in [name for name in values if name in every]:
                unit = every.pop(name).unit
                frame = pd.DataFrame({"replication": np.arange(self.replications, dtype=np.int32), "parameter": name})
                frames.append(frame.assign(value=values[name], unit=unit))
        columns = ["replication", "parameter", "value", "unit"]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)

    @cached_property
    def drawn_numbers(self) -> pd.DataFrame:
        """Columns scenario, key, parameter, value, low, high, unit: which numbers of each scenario were drawn, and from where.

        The range is that of the number as it stands in the scenario: as far from it as the parameter's is from its own value.
        Empty where nothing is uncertain.
        """
        import pandas as pd  # late: what only simulates needs none of it

        rows = [
            (scenario.name, drawn.key, drawn.parameter.name, drawn.value, drawn.low, drawn.high, drawn.parameter.unit)
            for scenario in (self.scenarios if self.is_uncertain else ())
            for drawn in drawn_numbers(scenario)
        ]
        return pd.DataFrame(rows, columns=["scenario", "key", "parameter", "value", "low", "high", "unit"])

    @cached_property
    def steps(self) -> pd.DataFrame | None:
        """The columns of `sim.exports.steps_frame`: scenario, replication, person, stage, and so on, to resource and amount.

        None unless they were kept.
        """
        return self._table("steps")

    @cached_property
    def events(self) -> pd.DataFrame | None:
        """The event log, see `sim.exports.event_log`; None unless it was kept."""
        return self._table("events")

    @cached_property
    def event_positions(self) -> pd.DataFrame | None:
        """Where each event is drawn, by scenario, see `sim.exports.event_positions`; None unless the event log was kept."""
        import pandas as pd  # late: what only simulates needs none of it

        if "events" not in self.tables:
            return None
        frames = [event_positions(scenario) for scenario in self.scenarios]
        for scenario, frame in zip(self.scenarios, frames, strict=True):
            frame.insert(0, "scenario", scenario.name)
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Mean, interval and quantiles of every KPI; see `sim.experiments.summarise`."""
        return summarise(self.numbers)

    @cached_property
    def chances(self) -> pd.DataFrame:
        """The chance of each target, medians and ranges of nine in ten; see `sim.experiments.analysis.chances`."""
        return chances_frame(self)

    @cached_property
    def rows(self) -> dict[str, dict[tuple[str, str], KpiSummary]]:
        """The rows of `summary` by scenario, and then by KPI and group."""
        return rows_of_summary(self.summary)

    def mean(self, scenario: str, kpi: str, who: str = "all") -> float:
        """The mean of a KPI over the replications; NaN where a scenario has no such number.

        Raises
        ------
        ScenarioError
            If no scenario, KPI or group has that name.
        """
        check_scenario(scenario, self.rows)
        self._check_names([kpi], who)
        row = self.rows[scenario].get((kpi, who))
        return row.mean if row is not None else float("nan")

    def only(self, kpis: Sequence[str]) -> pd.DataFrame:
        """The rows of `kpis` of some KPIs, without making those of all the others.

        Raises
        ------
        ScenarioError
            If there is no KPI of one of the names.
        """
        self._check_names(kpis)
        return kpis_frame(self.numbers, kpis)

    def compared(self, kpis: Sequence[str], who: str = "all") -> pd.DataFrame:
        """Every scenario against its locality's baseline, replication by replication; see `sim.experiments.compare`."""
        return compare(self.only(kpis), baselines(self.scenarios), kpis, who, block=self.block)

    def _check_names(self, kpis: Sequence[str], who: str = "all") -> None:
        labels = dict.fromkeys(label for matrix in self.numbers.values() for label in matrix.labels)
        check_kpis(kpis, {kpi for kpi, _, _ in labels}, {group for _, group, _ in labels}, who)

    def save(self, folder: str | Path) -> Path:
        """Write all tables into a folder, which appears whole or not at all.

        A folder of that name with what an earlier run wrote, and nothing else, is replaced once everything has been written.

        Raises
        ------
        ScenarioError
            If there is anything else of that name. It stays as it is.
        StorageError
            If the folder cannot be written, as where the disk is full.
        """
        target = read_folder(folder)
        with written(target) as draft:
            self.write(draft)
        return target

    def write(self, folder: Path) -> None:
        """Write all tables into an existing folder, and the manifest; `save` does so safely."""
        tables = {name: frame for name in TABLES if (frame := self._table(name)) is not None}
        write_numbers(folder, self.numbers, lineage(self.manifest))
        self.write_with(folder, {name: [rows_of(frame)] for name, frame in tables.items()})
        self.write_manifest(folder)

    def write_with(self, folder: Path, tables: Mapping[str, Iterable[pa.Table]]) -> None:
        """Write all tables but the numbers into an existing folder, with the parts of long tables from elsewhere."""
        origin = lineage(self.manifest)
        if self.is_uncertain:
            write_parquet(folder / PARAMETERS, self.parameters, origin)
            self.drawn_numbers.to_csv(folder / DRAWN, index=False, lineterminator="\n")
            if self.replications >= ENOUGH:
                drivers_frame(self, PRIMARY).to_csv(folder / DRIVERS, index=False, lineterminator="\n")
        if len(self.by_locality) > 1:
            scale_frame(self).to_csv(folder / SCALE, index=False, lineterminator="\n")
        if len(self.chances):
            self.chances.to_csv(folder / CHANCES, index=False, lineterminator="\n")
        if len(beside_costs := costs_and_effects_frame(self)):
            beside_costs.to_csv(folder / COSTS_AND_EFFECTS, index=False, lineterminator="\n")
        for name, parts in tables.items():
            with parquet_stream(folder / table_file(name), origin) as stream:
                for part in parts:
                    stream.write(part)
        if "events" in tables and self.event_positions is not None:
            write_parquet(folder / POSITIONS, self.event_positions, origin)
        self.summary.to_csv(folder / SUMMARY, index=False, lineterminator="\n")

    def write_manifest(self, folder: Path) -> None:
        """Write the manifest beside all else that was written: it lists every file with its checksum."""
        text = json.dumps({**self.manifest, FILES: listed(folder)}, indent=2, default=str, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Read results that were saved before.

        Raises
        ------
        ScenarioError
            If the folder holds no results, or they are damaged; the message names the file.
        """
        source = read_folder(folder)

        def refused(allowed: str) -> ScenarioError:
            return ScenarioError([Fault(path="results", found=str(source), allowed=allowed)])

        if missing := [name for name in (KPIS, MONTHLY, MANIFEST) if not (source / name).is_file()]:
            raise refused(f"a folder of results (it lacks {', '.join(missing)})")
        manifest = read_record(source)
        if manifest is None:
            raise refused(f"a folder of results ({MANIFEST} is damaged, or of something else)")
        if allowed := earlier_file(source):
            raise refused(allowed)
        if problem := damage(source, manifest, tables_in(manifest)):
            raise refused(f"tables as they were written ({problem})")
        manifest.pop(FILES, None)  # of this folder, not of what was run
        try:
            numbers = read_numbers(source / KPIS, source / MONTHLY, source / RESEEDED_KPIS)
        except ValueError as error:
            raise refused(f"tables as they were written ({error})") from error
        if allowed := earlier_kpi(numbers.values()):
            raise refused(allowed)
        return cls(
            scenarios=tuple(build(entry["configuration"]) for entry in manifest["scenarios"].values()),
            numbers=numbers,
            tables={name: source / table_file(name) for name in TABLES if (source / table_file(name)).is_file()},
            manifest=manifest,
        )

    def _table(self, name: str) -> pd.DataFrame | None:
        table = self.tables.get(name)
        return read_rows(table) if isinstance(table, Path) else table
