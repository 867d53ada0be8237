"""What an experiment is asked, and how: every setting of a run, each with its default, its limits and its words, stated once.

Whatever lists settings takes them from here: the readers below, `configs/run.yaml` (a test compares it), and what a shell
completes. A shell asks at every Tab, so that nothing heavy is imported before a setting is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import setting_kinds as kinds
from .settings import (
    Setting,
    Settings,
    Short,
    argument_for,
    first_of_each_key,
    read_part,
    refuse_unknown,
    settings_of,
    stated,
)

if TYPE_CHECKING:
    from ..model import Fault
    from .results import Results

__all__ = ["KEPT", "PARALLEL", "Design", "Execution", "Output", "Short", "argument_for", "of_command", "with_short"]

KEPT = ("kpis", "steps", "events")  #: what may be kept of a replication
PARALLEL = ("processes", "dask")  #: what may carry out the work


@dataclass(frozen=True, kw_only=True)
class Design(Settings):
    """What the numbers of an experiment depend on: an unfinished run goes on only with the design that it began with.

    What is kept of a replication stands here too, since it cannot be had of those that are finished; and the cross-check, since
    they cannot be checked any more.

    Attributes
    ----------
    replications
        How many replications of each scenario; with a `precision`, of the first batch (at least 20; where uncertain parameters
        are drawn 200, and in blocks of 20).
    fewer
        Scenarios that get fewer replications than the others, such as one of hundreds of localities, and how many.
    seed
        Which random numbers; by default the first scenario's own seed. All scenarios get the same, so that they can be
        compared in pairs.
    engine
        The name of an engine.
    crosscheck
        How many replications of each scenario are run again with the other engine and compared step by step.
    keep
        What to keep of a replication: its numbers (``kpis``), also its steps (``steps``), or also its event log (``events``).
    uncertainty
        Whether each replication draws the scenarios' uncertain parameters, the same for all scenarios; else they are taken as
        known, and chance is all that differs.
    precision
        Run until the 95 % intervals of the primary KPIs' means are at most this share of the mean to either side, and those of
        the differences from the baseline at most this share of the baseline's mean. A mean that hardly ever changed, such as
        that of something not seen, is never precise; a difference next to never there is (see `precision.Width`).
    max_replications
        With a `precision`: the replications of each scenario after which it is given up.
    """

    replications: int = field(
        default=20,
        metadata=stated(
            kinds.count, "of every scenario (200 where several are compared); shared draws pair them", low=1
        ),
    )
    precision: float | None = field(
        default=None,
        metadata=stated(
            kinds.share,
            "a share such as 0.02, or 2%: run until the intervals of plans and live budgets are that narrow",
            words=("2%",),
        ),
    )
    max_replications: int = field(
        default=10_000,
        metadata=stated(
            kinds.count,
            "with a precision: replications of every scenario after which it is given up",
            low=1,
            earlier="most",
        ),
    )
    engine: str = field(
        default="compiled",
        metadata=stated(
            kinds.engine,
            "the SimPy model in machine code, step for step the same; or reference: the SimPy model itself",
            words=("compiled", "reference"),
        ),
    )
    crosscheck: int = field(
        default=1,
        metadata=stated(
            kinds.count,
            "replications of every scenario that are run again by the other engine and compared step by step",
        ),
    )
    keep: str = field(
        default="kpis",
        metadata=stated(
            kinds.word, "or steps (also steps.parquet), or events (also steps.parquet and events.parquet)", words=KEPT
        ),
    )
    uncertainty: bool = field(
        default=True,
        metadata=stated(
            kinds.yes_or_no,
            "every replication draws the numbers that are not known from their ranges; off: chance alone; or some names",
            words=("on", "off"),
        ),
    )
    fewer: Mapping[str, int] = field(
        default_factory=dict, metadata=stated(kinds.counts, low=1)
    )  # a board set says it, not the command
    seed: int | None = field(default=None, metadata=stated(kinds.seed))

    @classmethod
    def read(cls, given: Mapping[str, Any], **more: Any) -> Design:
        """Read the settings of a command.

        Parameters
        ----------
        given
            What YAML and the command line say, by key; see `sim.config.load.load_with_settings`.
        **more
            What no YAML says.

        Raises
        ------
        ScenarioError
            With every fault of them.
        """
        return read_part(cls, given, {"precision": kinds.spelled_share, "uncertainty": kinds.on_or_names}, more)


@dataclass(frozen=True, kw_only=True)
class Execution(Settings):
    """How an experiment is carried out: no number depends on it, and an unfinished run may go on with another.

    Attributes
    ----------
    workers
        How many processes; by default one a core, where that is worth starting them, and at most four a core (on any machine
        eight). Where none can be started, this one does all the work, and a `Notice` says so.
    parallel
        What does the work: ``processes`` of this machine, or ``dask`` for a Dask cluster.
    address
        With ``dask``: of the scheduler of a cluster that is there, such as ``tcp://host:8786``; by default a cluster is started
        on this machine for as long as the run lasts.
    chunk
        Replications in a chunk of work; by default as many as take half a second.
    resume
        Whether to go on with an unfinished run of the same folder, or to throw it away; by default there should be none.
    progress
        Called with the replications that are finished and those planned so far.
    """

    workers: int | None = field(
        default=None,
        metadata=stated(kinds.workers, "processes; null: one a core (a cluster at an address has workers of its own)"),
    )
    resume: bool | None = field(
        default=None,
        metadata=stated(
            kinds.yes_or_no_if_any,
            "true: go on with an unfinished run of this name; false: throw it away",
            words=("true", "false"),
        ),
    )
    parallel: str = field(
        default="processes",
        metadata=stated(
            kinds.word,
            "or dask: a Dask cluster of this machine, or with parallel.address=tcp://host:port one that is there",
            words=PARALLEL,
        ),
    )
    address: str | None = field(default=None, metadata=stated(kinds.text_if_any, "", key="parallel.address"))
    chunk: int | None = field(default=None, metadata=stated(kinds.count_if_any, low=1))
    progress: Callable[[float, int], None] | None = field(default=None, metadata=stated(kinds.function_if_any))

    def further_faults(self, values: Mapping[str, Any]) -> list[Fault]:
        """What is wrong with the cluster that is asked for."""
        if values["parallel"] == "processes" and values["address"] is None:
            return []
        from .execution.cluster_address import faults_of_parallel

        return faults_of_parallel(values["parallel"], values["address"], values["workers"])

    @classmethod
    def read(cls, given: Mapping[str, Any], **more: Any) -> Execution:
        """Read the settings of a command, as `Design.read` does."""
        from ..model import ScenarioError
        from ..model.reader.node import Node

        top = Node(given)
        parallel = top["parallel"]
        parallel.only("kind", "address")
        words = settings_of(cls)["parallel"].words
        kind = parallel["kind"].text(words[0], of=words)
        address = parallel["address"].text() if parallel["address"] else None
        try:
            execution = read_part(cls, {**given, "parallel": kind}, {}, {**more, "address": address})
        except ScenarioError as error:
            raise ScenarioError(first_of_each_key([*top.faults, *error.faults])) from error
        if top.faults:
            raise ScenarioError(top.faults)
        return execution


@dataclass(frozen=True, kw_only=True)
class Output(Settings):
    """What becomes of the results: where they are written, and who is shown them.

    Attributes
    ----------
    folder
        Where to write the results, which appear whole or not at all: a folder that is new, empty, or holds what an earlier run
        wrote and nothing else. Chunks that are finished are kept in a folder beside it, ``<folder>.partial``, from which an
        interrupted run can go on. Without it nothing is written.
    complete
        Called with the results and the folder in which they are being written, to add files to it. Where it fails, the
        results are written without them, and then its error is raised.
    notes
        What the manifest is to say besides.
    first_results
        Called once, while the run goes on, with the results of the first 20 replications as soon as every scenario has them;
        not where there are fewer than 60 of each to come. They lie nowhere, and their manifest has only what is known by then.
    """

    folder: str | Path | None = field(default=None, metadata=stated(kinds.folder_if_any))
    complete: Callable[[Results, Path], None] | None = field(default=None, metadata=stated(kinds.function_if_any))
    notes: Mapping[str, Any] | None = field(default=None, metadata=stated(kinds.mapping_if_any))
    first_results: Callable[[Results], None] | None = field(default=None, metadata=stated(kinds.function_if_any))


def with_short(
    parts: tuple[Design | None, Execution | None, Output | None], short: Mapping[str, Any]
) -> tuple[Design, Execution, Output]:
    """The parts that are given to `sim.run`, with the settings that are given in short.

    Raises
    ------
    ScenarioError
        For anything else where a part belongs, a name that is no short setting, or a value that cannot be.
    """
    refuse_unknown(short, [*Short.__annotations__])
    design, execution, output = (
        _with(part, kind, {name: value for name, value in short.items() if name in settings_of(kind)})
        for part, kind in zip(parts, (Design, Execution, Output), strict=True)
    )
    return design, execution, output


def _with(part: Any, kind: type[Any], short: Mapping[str, Any]) -> Any:
    """A part with some of its settings otherwise."""
    if part is None:
        return kind(**short)
    if not isinstance(part, kind):
        from ..model import Fault, ScenarioError

        name = kind.__name__
        raise ScenarioError([Fault(path=name.lower(), found=part, allowed=f"a sim.{name}, such as sim.{name}()")])
    return replace(part, **short) if short else part


def of_command() -> Iterator[tuple[str, Any, Setting]]:
    """The settings that YAML and the command line may say: the key, what it is by default, and what there is to say of it."""
    for part in (Design, Execution, Output):
        for part_field in fields(part):
            setting = part_field.metadata["setting"]
            if setting.text is not None:
                yield setting.key or part_field.name, part_field.default, setting
