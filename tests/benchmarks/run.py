"""Measure how fast the engines are, side by side with other libraries; see docs/performance.md.

    .venv/bin/python tests/benchmarks/run.py            # 1,000, 12,000 and 120,000 people; some minutes
    .venv/bin/python tests/benchmarks/run.py --large --write

Each round runs every contestant once, in a process of its own and in turn, so that what else the machine does falls on all of
them alike; ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import contestants
import limits
import page
import waiting
from agreement import compare, same_tables
from contestants import COMPILED_ONES, CONTESTANTS, OTHERS, missing
from machine import this_machine
from processes import answer, compile_times, fresh, job

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
MILLION = 1_000_000

for function in (
    contestants.time_one,
    contestants.first_call,
    limits.memory,
    limits.threads,
    limits.profile,
    same_tables,
    compare,
    waiting.board,
    waiting.lever,
):
    job(function)


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 12_000, 120_000], help="sizes")
    parser.add_argument("--large", action="store_true", help="a million people as well, for the compiled engine only")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--others-up-to", type=int, default=12_000, help="the largest size for salabim and Ciw")
    parser.add_argument("--replications", type=int, default=12, help="of each model, to compare what they say")
    parser.add_argument(
        "--waits", type=int, default=3, help="of the board's comparison, which takes half a minute; 0: none"
    )
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--keep", type=Path, help="write all that was measured to this file, as JSON")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def takes_part(name: str, people: int, asked: argparse.Namespace) -> bool:
    """Whether a contestant runs at a size."""
    if people >= MILLION and name not in COMPILED_ONES:
        return False
    return not missing(name) and (name not in OTHERS or people <= asked.others_up_to)


def rounds(asked: argparse.Namespace, sizes: list[int]) -> list[dict[str, dict[str, object]]]:
    """For each round what every contestant took at every size, the sizes as words."""
    names, done = list(CONTESTANTS), []
    for turn in range(asked.rounds):
        order = names[turn % len(names) :] + names[: turn % len(names)]
        times: dict[str, dict[str, object]] = {}
        for people in sizes:
            taking = [name for name in order if takes_part(name, people, asked)]
            times[str(people)] = {name: fresh("time_one", name, people) for name in taking}
            say(f"round {turn + 1} of {asked.rounds}: {people:,} people")
        done.append(times)
    return done


def waits(turns: int) -> dict[str, object]:
    """What a person waits for, with chance alone (`off`) and with what is not known drawn too (`on`), turn about."""
    kinds = ("off", "on") if turns else ()
    boards = [{kind: fresh("board", 200, kind) for kind in kinds} for _ in range(turns)]
    if turns:
        say("waited for a board's comparison")
    return {
        "board": {kind: [turn[kind] for turn in boards] for kind in kinds},
        "lever": {kind: fresh("lever", 50, kind, 8) for kind in kinds},
    }


def measure(asked: argparse.Namespace) -> dict[str, object]:
    """Everything that the page tells."""
    sizes = sorted({*asked.people, *([MILLION] if asked.large else [])})
    middle = min(asked.people, key=lambda people: abs(people - 12_000))
    measured: dict[str, object] = {
        "machine": this_machine(),
        "sizes": sizes,
        "middle": middle,
        "same": fresh("same_tables", middle),
        "compare": fresh("compare", middle, asked.replications),
        "replications": asked.replications,
    }
    say("checked what they say")
    measured["compile"] = compile_times("first_call")
    measured["rounds"] = rounds(asked, sizes)
    measured["waits"] = waits(asked.waits)
    measured["memory"] = {str(people): fresh("memory", people) for people in sizes}
    measured["threads"] = fresh("threads", middle, 8.0)
    measured["profile"] = fresh("profile", middle, 100)
    measured["missing"] = [reason for name in CONTESTANTS if (reason := missing(name))]
    return measured


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Measure, tell, and write what is asked for; 1 if the contestants do not do the same work."""
    asked = options(arguments)
    if asked.job:
        answer(asked.job)
        return 0
    measured = measure(asked)
    text = page.page(measured)
    print(text)
    if asked.keep:
        asked.keep.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
    return 0 if measured["same"] and all(row["agree"] for row in measured["compare"]) else 1


if __name__ == "__main__":
    sys.exit(main())
