"""The compiled engine's surroundings: plain Python, no folder to keep machine code in, room that runs out, and many at once."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from programme import programme
from worlds import START, Story, one_off, team, world

from sim.draws import Draws
from sim.engines import ENGINES, EngineOutput
from sim.engines.compiled import engine as module
from sim.model import build

TESTS = Path(__file__).parents[1]
compiled, reference = ENGINES["compiled"], ENGINES["reference"]


def digest(outcome: EngineOutput) -> str:
    return hashlib.sha256(outcome.steps.tobytes() + outcome.ledger.tobytes()).hexdigest()


def fingerprints() -> str:
    """Of both engines, for a programme in which nearly everything happens."""
    scenario = build(programme())
    return " ".join(digest(engine(Draws(scenario, 7, 3))) for engine in (compiled, reference))


def in_another_process(code: str, **environment: str) -> subprocess.CompletedProcess:
    path = os.pathsep.join([str(TESTS), str(TESTS / "engines")])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, **environment},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_bytes_are_the_same_without_compilation():
    output = in_another_process(
        "import warnings; warnings.simplefilter('error')\nfrom test_compiled import fingerprints; print(fingerprints())",
        NUMBA_DISABLE_JIT="1",
    )
    ours, theirs = output.stdout.split()
    assert ours == theirs
    assert output.stdout.strip() == fingerprints()


def test_without_a_folder_for_machine_code_it_works_and_says_so_once():
    code = "\n".join(
        [
            "from numba.core.caching import CacheImpl",
            "CacheImpl._locator_classes = []  # as where no folder can be written to",
            "import numpy as np",
            "from sim.draws.quantiles import quantile",
            "from sim.model import Distribution",
            "print(quantile(Distribution(kind='exponential', parameters=(2.0,)), np.array([0.5]))[0])",
        ]
    )
    output = in_another_process(code)
    assert float(output.stdout) == 2 * np.log(2)
    assert output.stderr.count("compiles anew") == 1
    assert "NUMBA_CACHE_DIR" in output.stderr


def test_nothing_is_compiled_by_importing():
    code = "\n".join(
        [
            "import sim.experiments, sim.engines, sys",
            "from numba.core.dispatcher import Dispatcher",
            "from sim.engines.compiled import heap, kernel, money, queues, steps",
            "from sim.draws import quantiles, sampling",
            "modules = (kernel, heap, money, queues, steps, sampling, quantiles)",
            "found = [f for m in modules for f in vars(m).values() if isinstance(f, Dispatcher)]",
            "assert len(found) > 10",
            "print(sum(len(f.signatures) for f in found))",
        ]
    )
    assert in_another_process(code).stdout.strip() == "0"


def test_room_that_runs_out_changes_nothing(monkeypatch):
    draws = Draws(build(programme()), 7, 3)
    usual = compiled(draws)
    begin = module._begin

    def cramped(draws, tables):
        state = begin(draws, tables)
        return state._replace(
            rows=np.empty(len(tables.inside) + 1, dtype=state.rows.dtype),
            grants=np.empty(len(tables.inside) + 1, dtype=state.grants.dtype),
            ledger=np.empty(1, dtype=state.ledger.dtype),
            timer_days=np.empty(1),
            timer_keys=np.empty(1, dtype=np.int64),
        )

    monkeypatch.setattr(module, "_begin", cramped)
    assert digest(compiled(draws)) == digest(usual)


def test_threads_do_not_disturb_each_other():
    scenario = build(programme())
    one_by_one = [digest(compiled(Draws(scenario, 7, replication))) for replication in range(12)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda replication: digest(compiled(Draws(scenario, 7, replication))), range(12)))
    assert together == one_by_one


def test_a_scenario_in_which_nobody_comes():
    mapping = world({"desk": {"team": "clerk", "work": 1, "next": "out"}}, {"clerk": team(1)})
    draws = Draws(build(mapping), 7, 0, {"identified": []})
    assert len(compiled(draws).steps) == 0
    assert digest(compiled(draws)) == digest(reference(draws))


def test_machine_code_does_not_outlive_a_change_in_what_it_calls(tmp_path):
    code = "\n".join(
        [
            "import sys, pathlib, sim.jit as jit",
            f"jit.SOURCES = (pathlib.Path({str(tmp_path)!r}),)",
            "jit._fingerprint.cache_clear()",
            f"sys.path.insert(0, {str(tmp_path)!r})",
            "import outer; print(outer.outer(1), sum(outer.outer.stats.cache_hits.values()))",
        ]
    )
    head = "from sim.jit import compiled\n"
    (tmp_path / "outer.py").write_text(
        f"{head}from inner import inner\n@compiled\ndef outer(x):\n    return inner(x) * 10\n"
    )
    outputs = []
    for step in (1, 1, 2):
        (tmp_path / "inner.py").write_text(f"{head}@compiled\ndef inner(x):\n    return x + {step}\n")
        outputs.append(in_another_process(code).stdout.strip())
    assert outputs == ["20 0", "20 1", "30 0"]


def test_machine_code_for_a_class_that_is_gone_is_made_anew(tmp_path):
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import outer; print(outer.outer(outer.argument))"
    outputs = []
    for name in ("Before", "After"):
        (tmp_path / "outer.py").write_text(
            "from typing import NamedTuple\nfrom sim.jit import compiled\n"
            f"class {name}(NamedTuple):\n    number: int\n"
            f"argument = {name}(number=3)\n@compiled\ndef outer(x):\n    return x.number * 10\n"
        )
        outputs.append(in_another_process(code).stdout.strip())
    assert outputs == ["30", "30"]


def test_whoever_joins_at_the_instant_at_which_the_patience_of_a_clock_ends_is_served_first():
    # Person 1 gives up on day 5, so that the money reaches person 0, who at once asks for a clerk. The clerk is free, though
    # the clock of person 0 ends on day 5 too and would have come before that of person 1.
    mapping = world(
        {
            "first": {"team": "clerk", "work": 1, "patience": "hope", "next": "ask"},
            "ask": {"fund": "pot", "amount": 1, "patience": 1, "next": "last"},
            "last": {"team": "clerk", "work": 1, "patience": "hope", "next": "out"},
        },
        {"clerk": team(2), "pot": one_off({START: 100})},
        pathway={"patience_clocks": {"hope": 5}},
    )
    slots = {"first.time": [1, 0], "ask.amount": [6_000, 20_000], "ask.patience": [100, 5]}
    draws = Draws(build(mapping), 0, 0, {"identified": np.zeros(2), **slots})
    stories = [Story(draws.scenario, engine(draws)) for engine in (compiled, reference)]
    assert stories[0].steps == stories[1].steps
    assert [step for step in stories[0].steps if step[:2] in {(0, "first"), (0, "last")}] == [
        (0, "first", 0, 0, 1, "ask"),
        (0, "last", 5, 5, 6, "out"),
    ]
