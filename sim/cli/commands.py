"""The commands of `ipc`: the one place that names them, and the keys that they take.

A new command is one entry in `COMMANDS` and one function, which gets the words behind the command's name and prints what it has
to say; a fault in the words is a `ScenarioError`. Help, dispatch and Tab completion follow from the entry. A new subject of
`ipc show` is the same in `SUBJECTS`.

Help and Tab read this module and wait for it: it imports no library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple

from ..config.key_paths import RUN_KEYS

DEFAULT_SCENARIO = "stockton_scale_up"  #: where a command needs one scenario and none is named
MULTIRUN_FLAGS = frozenset({"-m", "--multirun"})  #: behind `ipc run`: every combination of values


class Command(NamedTuple):
    """A command, or a subject of `ipc show`.

    Attributes
    ----------
    function
        Where it is: a module within `sim.cli`, and the function in it.
    help_lines
        The lines about it in `ipc --help`: the words, and what they do.
    keys
        Those that it takes itself, as ``key=value``.
    changes_scenario
        Whether it also takes key paths of a scenario, as ``key.path=value``.
    """

    function: str
    help_lines: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()
    changes_scenario: bool = False

    def load(self) -> Callable[[list[str]], None]:
        """Import the function, and with it the libraries that it needs."""
        module, _, name = self.function.partition(":")
        function: Callable[[list[str]], None] = getattr(import_module(f".{module}", __package__), name)
        return function


MULTIRUN = Command("multirun:multirun")  #: `ipc run` with one of `MULTIRUN_FLAGS`

SUBJECTS: Mapping[str, Command] = {
    "scenarios": Command("show.scenarios:show_scenarios", (("ipc show [scenarios]", "what scenarios there are"),)),
    "scenario": Command(
        "show.scenarios:show_scenario",
        (("ipc show scenario NAME", "what a scenario is: what in it is our own, its targets, what it changes"),),
        keys=("scenario",),
    ),
    "pathway": Command(
        "show.scenarios:show_pathway",
        (("ipc show pathway NAME", "a scenario's pathway as a Mermaid diagram"),),
        keys=("scenario",),
    ),
    "number": Command(
        "show.number:show_number",
        (
            (
                "ipc show number KEY [scenario=NAME]",
                "where a number comes from, how well it is known, and what it affects",
            ),
        ),
        keys=("scenario",),
    ),
    "parameters": Command(
        "show.parameters:show_parameters",
        (("ipc show parameters", "every number that may be otherwise: its range, and how it is known"),),
        keys=("scenario",),
    ),
    "levers": Command(
        "show.levers:show_levers",
        (("ipc show levers [scenario=NAME]", "what levers there are, and why one does not fit a scenario"),),
        keys=("scenario",),
    ),
    "lever": Command(
        "show.lever:show_lever",
        (
            (
                "ipc show lever NAME [scenario=NAME]",
                "what a lever changes, its settings, from when on, and what it costs",
            ),
        ),
        keys=("scenario",),
    ),
    "kpis": Command(
        "show.kpis:show_kpis",
        (
            (
                "ipc show kpis [WORD]",
                "what is measured, in which unit, and what it means; with a word, what that is in",
            ),
        ),
    ),
    "results": Command(
        "show.results:show_results",
        (
            ("ipc show results", "what is stored, finished or not"),
            ("ipc show results NAME [kpis=A,B]", "one result; a multirun's combinations in one table"),
            ("ipc show results A B [...] [kpis=A,B]", "stored results compared, where their replications are pairs"),
        ),
        keys=("kpis",),
    ),
}

COMMANDS: Mapping[str, Command] = {
    "run": Command(
        "run:run",
        (
            ("ipc", "compare the scale-up scenarios of Stockton-on-Tees (a board's question)"),
            (
                "ipc run scenario=NAME [key=value ...]",
                "run one scenario; any number in the configuration can be changed",
            ),
            ("ipc run scenarios=[A,B] [key=value ...]", "compare scenarios, the first of them the baseline"),
            ("ipc run board=NAME [key=value ...]", "compare a board set"),
            ("ipc run -m key=1,2,3 [...]", "run every combination (a Hydra multirun)"),
        ),
        keys=(*RUN_KEYS, "seed"),
        changes_scenario=True,
    ),
    "show": Command("show.command:show", tuple(line for subject in SUBJECTS.values() for line in subject.help_lines)),
    "capacity": Command(
        "capacity:show_capacity",
        (
            (
                "ipc capacity scenario=NAME [...]",
                "what the targets need and what there is, before any simulation; also scenarios= or board=",
            ),
        ),
        keys=("scenario", "scenarios", "board"),
        changes_scenario=True,
    ),
    "trace": Command(
        "trace:trace",
        (("ipc trace scenario=NAME person=17", "one person's journey, told in dated sentences"),),
        keys=("scenario", "person", "seed", "replication"),
        changes_scenario=True,
    ),
    "check": Command(
        "check:check",
        (("ipc check [NAME ...] [key=value ...]", "whether scenarios can be run, as they are or so changed"),),
        keys=("scenario", "scenarios"),
        changes_scenario=True,
    ),
    "init": Command("init:init", (("ipc init FOLDER", "a folder for scenarios, levers, boards and KPIs of your own"),)),
    "validate": Command(
        "validate:validate",
        (("ipc validate [TARGET ...]", "hold the model against what was observed, and say where it fails"),),
    ),
    "document": Command("document:document", (("ipc document [NAME ...]", "write the generated documents in docs/"),)),
    "completion": Command(
        "completion.command:completion",
        (
            (
                "ipc completion bash|zsh|fish",
                'what makes Tab complete all this: eval "$(ipc completion bash)"',
            ),
        ),
    ),
}
