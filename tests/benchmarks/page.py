"""The page of figures: docs/performance.md."""

from __future__ import annotations

import statistics
import textwrap
from itertools import pairwise

from agreement import TOLERANCE
from contestants import COMPILED, CONTESTANTS, GIVEN, TEXTBOOK
from ratios import bars, faster, growth, ratios, times

WIDTH = 140

HEAD = """# Performance

Written by `tests/benchmarks/run.py --write`; do not edit it by hand.
"""

MEASURED = (
    "The pathway of `tests/benchmarks/ipc_bench.yaml`: a conversation and a plan with practitioners who are nine "
    "tenths busy, a panel every 10 days, an account of money that is always short, finance officers, a set-up, a "
    "payment run every 5 days, and people who give up. Two years of arrivals and one more in which the last are "
    "served. Practitioners, seats, officers and money grow with the number of people.",
    "- *Textbook SimPy* (`textbook.py`) is the model as courses teach it: one generator a person, `with "
    "Resource.request()`, patience as `request | timeout`, numbers sampled one at a time, a list of dictionaries "
    "as its log.",
    "- *Drawing inside* is everything from a scenario to its step table: the people, all their numbers, the run. "
    "An open stream brings about so many people; where numbers are given, and in the other libraries' models, it "
    "is exactly so many.",
    "- *Numbers given* is the engine alone: every number was drawn before and is read from an array.",
    "The step table with every step of everybody is kept in all of them. KPIs are not part of it.",
)

COMMAND = """## How to repeat it

    .venv/bin/python tests/benchmarks/run.py --large --write
"""

REPEAT = (
    "It takes some ten minutes. Sizes, rounds and more: `--help`. Nothing of this is timed by the tests, which "
    "only run it small and check that its models agree (`tests/benchmarks/test_benchmarks.py`).",
    "salabim and Ciw are no requirements of the project. To have them in the tables, install them into a folder "
    "of their own (`.venv/bin/python -m pip install --no-deps --target bench_libs salabim ciw networkx tqdm`) and "
    "put `PYTHONPATH=bench_libs` before the command.",
)

CAVEATS = (
    "- The machine is shared: other work on it makes single times longer by a third and more, never shorter. So "
    "the least time is the best guess of what the code needs, and the median is what one gets; ratios are taken "
    "within a round, in which all suffer alike.",
    "- Each time is taken in a process of its own after a small run, so loading and compiling are not in it; they are "
    "told apart.",
    "- The textbook's log and our step table hold the same days in other forms. A tuned SimPy model is several "
    "times as fast as a textbook's, and one written by hand in machine code for this one pathway is faster than "
    "an engine that reads any scenario.",
    "- At a million people the engine is slower with its numbers given than when it draws them: looking up a number in arrays "
    "larger than the processor's caches probably takes longer than working it out.",
    "- Ciw has no account of money: it lets through as many people as the money would pay for on average.",
)


def _prose(*paragraphs: str) -> str:
    """Paragraphs and points of a list, folded."""
    folded = [
        textwrap.fill(text, WIDTH, subsequent_indent="  " if text.startswith("- ") else "") for text in paragraphs
    ]
    joined = folded[0]
    for before, text in pairwise(folded):
        joined += ("\n" if before.startswith("- ") and text.startswith("- ") else "\n\n") + text
    return joined + "\n"


def _part(title: str, *paragraphs: str, table: str = "") -> str:
    return "\n".join(text for text in (f"## {title}\n", _prose(*paragraphs) if paragraphs else "", table) if text)


def page(measured: dict) -> str:
    """All that was measured, in words and tables."""
    parts = [
        HEAD,
        _plainly(measured),
        _part("What is measured", *MEASURED),
        _bars(measured),
        _speed(measured),
        _growth(measured),
    ]
    parts += [
        _waits(measured),
        _memory(measured),
        _threads(measured),
        _compile(measured),
        _profile(measured),
        _agreement(measured),
    ]
    parts += [COMMAND, _prose(*REPEAT), _part("What to keep in mind", *CAVEATS)]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _number(value: float | None) -> str:
    """Three figures that mean something, or a dash."""
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _plainly(measured: dict) -> str:
    middle = measured["middle"]
    (ours, _), (textbook, _) = times(measured, COMPILED, middle), times(measured, TEXTBOOK, middle)
    return _part(
        "In plain words",
        f"One replication with {middle:,} people takes the compiled engine {_number(ours)} ms, people and their draws "
        f"included, and a textbook's SimPy model {_number(textbook)} ms: "
        f"{_number(faster(measured, COMPILED, middle))} times as long. A thousand replications, which tell a small "
        f"difference from chance, take about {_number(ours)} seconds on one core instead of "
        f"{_number(textbook / 60)} minutes. The engine alone, with its numbers given, is "
        f"{_number(faster(measured, GIVEN, middle))} times as fast as the textbook's model.",
        "Measured on: " + ", ".join(f"{name} {value}" for name, value in measured["machine"].items()) + ".",
    )


def _bars(measured: dict) -> str:
    word = {True: "yes", False: "**no**", None: "not measured"}
    rows = [[label, bar, _number(got), word[holds]] for label, bar, got, holds in bars(measured)]
    return _part("What is asked, and whether it holds", table=_table(["", "bar", "measured", "holds"], rows))


def _speed(measured: dict) -> str:
    sizes = [f"{people:,}" for people in measured["sizes"]]
    speed, factor = [], []
    for name, (label, _) in CONTESTANTS.items():
        timings = [times(measured, name, people) for people in measured["sizes"]]
        if any(timings):
            speed.append([label, *(f"{_number(t[0])} ({_number(t[1])})" if t else "–" for t in timings)])
            factor.append([label, *(_times_textbook(measured, name, people) for people in measured["sizes"])])
    tables = [
        _table(["milliseconds: median (least)", *sizes], speed),
        _table(["times as fast as the textbook: median of rounds (from–to)", *sizes], factor),
        *(f"Left out: {reason}.\n" for reason in measured["missing"]),
    ]
    return _part("Times", f"Rounds: {len(measured['rounds'])}; columns are numbers of people.", table="\n".join(tables))


def _times_textbook(measured: dict, name: str, people: int) -> str:
    factors = ratios(measured, name, TEXTBOOK, people)
    if not factors:
        return "–"
    return f"{_number(faster(measured, name, people))} ({_number(min(factors))}–{_number(max(factors))})"


def _growth(measured: dict) -> str:
    exponents_by_name = {name: rows for name in CONTESTANTS if (rows := growth(measured, name))}
    pairs = list(dict.fromkeys((a, b) for rows in exponents_by_name.values() for a, b, _ in rows))
    rows = []
    for name, exponents in exponents_by_name.items():
        exponent_by_pair = {(a, b): exponent for a, b, exponent in exponents}
        rows.append([CONTESTANTS[name][0], *(_number(exponent_by_pair.get(pair)) for pair in pairs)])
    return _part(
        "Growth",
        "Time grows as the number of people to this power (1: twice the people, twice the time), from the least times.",
        table=_table(["exponent", *(f"{a:,} to {b:,}" for a, b in pairs)], rows),
    )


def _waits(measured: dict) -> str:
    board, lever = measured["waits"]["board"], measured["waits"]["lever"]
    words = {"off": "chance alone", "on": "what is not known drawn too"}
    rows = []
    for kind, turns in board.items():
        seconds = sorted(turn["seconds"] for turn in turns)
        least = min(turn["processor"] for turn in turns)
        middle = _number(statistics.median(seconds))
        label = f"the board, whole command, {words[kind]}"
        rows.append([label, middle, f"{_number(seconds[0])}–{_number(seconds[-1])}", f"{_number(least)} of processors"])
    for kind, timings in lever.items():
        span = f"{_number(timings['least'])}–{_number(timings['most'])}"
        label = f"one lever, warm, {words[kind]}"
        rows.append(
            [label, _number(timings["median"]), span, f"{_number(timings['load'])} to load the scenario, not in it"]
        )
    return _part(
        "What one waits for",
        "Seconds: the median, from the least to the most, and what goes with it. The board is Stockton's: ten scenarios of 200 "
        "replications with a cross-check of each, tables, figures and report, on all cores. A lever is one number of the "
        "scale-up changed, 50 replications with a cross-check, in a process that has run before. Where what is not known is "
        "drawn, each scenario lives 20 replications twice.",
        table=_table(["", "median", "from–to", ""], rows),
    )


def _memory(measured: dict) -> str:
    rows = [
        [f"{int(people):,} people", _number(row["above"]), _number(row["table"])]
        for people, row in measured["memory"].items()
    ]
    return _part(
        "Memory",
        "The most that one replication takes, drawing inside, above what a process holds after a tiny one.",
        table=_table(["", "MB above base", "MB of them the step table"], rows),
    )


def _threads(measured: dict) -> str:
    medians = measured["threads"]
    return _part(
        "Threads",
        f"The loop lets other threads run. At {measured['middle']:,} people, drawing inside: {_number(medians['one'])} "
        f"replications a second in one thread, {_number(medians['several'])} in {medians['workers']}: "
        f"{_number(medians['gain'])} times.",
    )


def _compile(measured: dict) -> str:
    cold, kept = measured["compile"]
    return _part(
        "Compiling",
        f"The first run on a machine compiles: {_number(cold['build'] + cold['first'])} s. The first run of every "
        f"later process loads what was kept: {_number(kept['build'] + kept['first'])} s; its second takes "
        f"{_number(1e3 * kept['second'])} ms (200 people).",
    )


def _profile(measured: dict) -> str:
    return _part(
        "Where the time goes",
        f"Nanoseconds a step, {measured['middle']:,} people drawn beforehand, the least of many runs. In the small "
        "pathways each line has one thing more than the one above it, so the difference is what that thing costs. "
        "Below them, single parts.",
        table=_table(["", "ns"], [[name, _number(value)] for name, value in measured["profile"]]),
    )


def _agreement(measured: dict) -> str:
    rows = [
        [
            row["figure"],
            *(_number(row[key]) for key in ("textbook", "ours", "errors")),
            "yes" if row["agree"] else "**no**",
        ]
        for row in measured["compare"]
    ]
    same = "the same rows, to the bit" if measured["same"] else "**different rows**"
    return _part(
        "Whether they do the same work",
        f"At {measured['middle']:,} people both engines, and the compiled one with its numbers given, have {same}. "
        f"Against the textbook's model, with other random numbers: means of {measured['replications']} replications "
        f"of each, which may lie {TOLERANCE:g} standard errors of their difference apart.",
        table=_table(["", "textbook", "ours", "standard errors apart", "agree"], rows),
    )
