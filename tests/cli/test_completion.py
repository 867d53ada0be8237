"""What Tab offers: asked as a shell asks, in a process of its own, and in a real bash where there is one."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from sim.cli.commands import COMMANDS, DEFAULT_SCENARIO, MULTIRUN, SUBJECTS
from sim.cli.completion.candidates import SETTING_VALUES, _settings, candidates
from sim.cli.completion.scenario_keys import key_paths, scenario_content
from sim.cli.completion.shells import SHELLS
from sim.config import paths
from sim.config.load import load
from sim.config.settings import setting_names
from sim.engines import ENGINES
from sim.experiments.execution.tasks import KEEP

SEPARATOR = "\013"


def offered(line, **environment):
    """What a shell gets when Tab is pressed at the end of a line."""
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_SUPPRESS_SPACE": "1"}
    asked["_ARGCOMPLETE_COMP_WORDBREAKS"] = " \t\n\"'><=;|&(:"
    process = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m sim 8>&1 1>/dev/null"],
        env={**os.environ, **asked, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.stderr == ""
    return [word for word in process.stdout.split(SEPARATOR) if word]


CASES = {
    "a command": ([], "sh", ["show"]),
    "every command": ([], "", [*COMMANDS, "help"]),
    "the command that is meant where none is named": ([], "scenario=mm", ["scenario=mm_c"]),
    "a key": (["run"], "scen", ["scenario=", "scenarios=["]),
    "the setting of a lever": (["run", "lever=more_practitioners"], "setting.", ["setting.more_practitioners="]),
    "a key of a board's baseline": (["run", "board=stockton"], "resources.panel.sl", ["resources.panel.slots="]),
    "a lever to be shown": (["show", "lever"], "weekly_pan", ["weekly_panel"]),
    "a scenario": (["run"], "scenario=stockton_weekly_pan", ["scenario=stockton_weekly_panel"]),
    "the last of a list, or one of more": (["run"], "scenarios=[mm", ["scenarios=[mm_c,", "scenarios=[mm_c]"]),
    "the second of a list": (
        ["run"],
        "scenarios=[mm_c,luton_c",
        [f"scenarios=[mm_c,luton_care_banking{e}" for e in ",]"],
    ),
    "none twice": (["run"], "scenarios=[mm_c,mm", []),
    "a board set": (["run"], "board=mech", ["board=mechanisms"]),
    "a lever": (["run", "scenario=mm_c"], "lever=weekly_pan", ["lever=weekly_panel"]),
    "a strength of a lever that is named": (
        ["run", "lever=[weekly_panel,single_process]"],
        "strength.",
        ["strength.weekly_panel=", "strength.single_process="],
    ),
    "a setting": (["run"], "repl", ["replications="]),
    "a setting's words": (["run"], "engine=", ["engine=compiled", "engine=reference"]),
    "a setting that is a word of a group": (["run"], "parallel=", ["parallel=dask", "parallel=processes"]),
    "the next steps of a key path": (
        ["run", "scenario=mm_c"],
        "resources.",
        ["resources.servers.team=", "resources.servers.hours_a_week="],
    ),
    "a key path that is added or taken away": (["run", "scenario=mm_c"], "~horiz", ["~horizon"]),
    "what a number is now": (["run", "scenario=mm_c"], "resources.servers.team=", ["resources.servers.team=3"]),
    "several values in a sweep": (
        ["run", "-m", "scenario=mm_c"],
        "lever=weekly_panel,nervous",
        ["lever=weekly_panel,nervous_panel"],
    ),
    "a launcher of a sweep": (["run", "-m"], "hydra/", ["hydra/launcher="]),
    "no launcher without one": (["run"], "hydra", []),
    "what to show": (["show"], "p", ["pathway", "parameters"]),
    "whose pathway": (["show", "pathway"], "payment_d", ["payment_delay"]),
    "which number": (["show", "number", "scenario=mm_c"], "resources.servers.t", ["resources.servers.team"]),
    "what to check": (["check"], "payment_d", ["payment_delay"]),
    "what to change in what is checked": (
        ["check", "mm_c"],
        "resources.servers.h",
        ["resources.servers.hours_a_week="],
    ),
    "whose capacity": (["capacity"], "scenario=payment_d", ["scenario=payment_delay"]),
    "whom to trace": (["trace"], "pers", ["person="]),
    "a target": (["validate"], "V1", ["V1", "V10", "V11", "V12", "V13", "V14", "V15", "V16", "V17", "V18", "V19"]),
    "a shell": (["completion"], "", ["bash", "zsh", "fish"]),
    "nothing where nothing is known": (["show", "pathway"], "nothing_like_it", []),
    "nothing for a scenario that is not there": (["run", "scenario=not_there"], "board=x", []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_may_stand_next_is_offered(case):
    words, prefix, options = CASES[case]
    assert candidates(words, prefix) == options


def test_results_are_offered_by_name_and_their_kpis(results):
    for name in ("monday", "levers/000", "levers/001", "monday.partial", ".hidden"):
        (results / name).mkdir(parents=True)
    (results / "monday" / "summary.csv").write_text("scenario,kpi\nmm_c,found\nmm_c,queue.servers\nother,found\n")
    assert candidates(["show", "results"], "") == ["kpis=", "levers", "monday"]
    assert candidates(["show", "results"], "levers/") == ["levers/000", "levers/001"]
    assert candidates(["show", "results", "monday"], "kpis=identified,q") == ["kpis=identified,queue.servers"]
    assert candidates(["run"], "name=m") == ["name=monday"]


def test_key_paths_of_a_scenario_of_ones_own_are_offered(mine):
    options = offered("ipc run scenario=my_first resources.pan", IPC_HOME=str(mine), PYTHONPATH=str(paths.home()))
    assert "resources.panel.slots=" in options


def test_every_scenario_has_key_paths_that_can_be_set():
    values = key_paths(scenario_content("luton_care_banking"))
    mapping = load("luton_care_banking").mapping
    numbers = [path for path, value in values.items() if isinstance(value, float) and path.startswith("pathway.stages")]
    assert len(numbers) > 30
    for path in numbers:
        value = mapping
        for key in path.split("."):
            value = value[key]
        assert value == values[path]


def test_the_words_are_those_that_the_command_knows():
    assert candidates([], "") == [*COMMANDS, "help"]
    assert candidates(["show"], "") == [*SUBJECTS]
    assert DEFAULT_SCENARIO in paths.scenario_names()
    assert set(SETTING_VALUES["engine"]) == set(ENGINES)
    assert SETTING_VALUES["keep"] == tuple(KEEP)
    assert {*setting_names(), "parallel.address"} == {*_settings()}


@pytest.mark.parametrize(
    "command", [*COMMANDS.values(), *SUBJECTS.values(), MULTIRUN], ids=lambda entry: entry.function
)
def test_every_entry_names_a_function(command):
    assert callable(command.load())


def test_a_shell_is_answered():
    assert offered("ipc run scenario=stockton_weekly_pan") == ["stockton_weekly_panel"], (
        "bash sees what is behind the = alone"
    )
    assert offered("ipc sho") == ["show"]
    assert offered("ipc run scenarios=[mm_") == ["\\[mm_c,", "\\[mm_c\\]"], "brackets mean files to shells"
    assert offered("ipc run scenario=mm_c resources.servers.te") == ["resources.servers.team="]
    assert offered("ipc run 'scenarios=[mm_") == ["scenarios=[mm_c,", "scenarios=[mm_c]"], "in quotes they mean nothing"


def test_whatever_is_wrong_says_nothing_in_the_middle_of_a_line(tmp_path):
    assert offered("ipc run scenario=", COMP_POINT="nonsense") == []


def test_an_answer_takes_no_longer_than_a_blink():
    def seconds():
        began = time.perf_counter()
        assert offered("ipc run scenario=stockton_all_together resources.panel.sl") == ["resources.panel.slots="]
        return time.perf_counter() - began

    assert min(seconds() for _ in range(5)) < 0.3


def test_nothing_heavy_is_imported_for_it():
    code = (
        "import sys, sim.cli.main, sim.cli.completion.candidates; "
        "print({'numpy', 'hydra', 'pandas', 'omegaconf'} & {*sys.modules})"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output == "set()\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_own_lines(shell, ipc):
    code, out, err = ipc("completion", shell)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"# To complete the words of ipc in {shell}: {SHELLS[shell]}"
    assert "_ARGCOMPLETE" in out


def test_another_shell_is_refused(ipc):
    assert ipc("completion") == (2, "", "completion: found nothing; allowed: one of bash, zsh, fish\n")
    assert ipc("completion", "bsh") == (
        2,
        "",
        "completion: found 'bsh'; did you mean 'bash'? allowed: one of bash, zsh, fish\n",
    )


def test_without_the_library_it_says_what_to_install(ipc, monkeypatch):
    monkeypatch.setitem(sys.modules, "argcomplete.shell_integration", None)
    code, _, err = ipc("completion", "bash")
    assert (code, err.count("\n")) == (2, 1)
    assert "pip install argcomplete" in err


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("ipc run scenario=stockton_weekly_pan", ["stockton_weekly_panel "]),
        ("ipc run scenario=mm_c resources.servers.te", ["resources.servers.team="]),
        ("ipc show number scenario=mm_c resources.servers.", ["team", "hours_a_week"]),
    ],
)
def test_a_real_bash_completes(line, options, tmp_path):
    command = tmp_path / "ipc"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m sim "$@"\n')
    command.chmod(0o755)
    script = (
        'eval "$(ipc completion bash)"; COMP_LINE=$1; COMP_POINT=${#1}; COMP_TYPE=9; '
        'complete -p ipc >&2; _python_argcomplete ipc; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    process = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", line],
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "-F _python_argcomplete ipc" in process.stderr
    assert {option.removeprefix("resources.servers.") for option in process.stdout.splitlines()} == {
        option.removeprefix("resources.servers.") for option in options
    }
