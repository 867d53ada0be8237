"""Scenarios are validated without being run."""

import shutil

from sim.config.boards import load_board
from sim.config.shipped import shipped


def change(file, before, after):
    """Put other words into a file."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_everything_that_is_shipped_is_good(ipc):
    names = shipped("scenarios")
    code, out, err = ipc("check", *names)
    assert (code, err) == (0, "")
    assert [line.split(":")[0] for line in out.splitlines()] == names
    assert all(": good (" in line for line in out.splitlines())
    assert {scenario for name in shipped("board") for scenario in load_board(name).scenarios} <= set(names)


def test_every_fault_of_a_broken_scenario_is_told_and_the_others_are_still_checked(home, ipc):
    file = home / "scenarios" / "mm_c.yaml"
    change(file, "servers: {team: 3,", "servers: {team: many, teem: 3,")
    code, out, err = ipc("check", "mm_c", "payment_delay")
    assert code == 2
    assert out.splitlines()[0] == "mm_c: 2 faults"
    assert out.splitlines()[1].startswith("payment_delay: good (")
    assert sorted(line.split(";")[0] for line in err.splitlines()) == [
        "mm_c: resources.servers.team: found 'many'",
        "mm_c: resources.servers.teem: found 3",
    ]


def test_a_file_that_is_not_yaml_is_a_fault_of_one_line(home, ipc):
    (home / "scenarios" / "mm_c.yaml").write_text("# @package _global_\nlabel: [\n", encoding="utf-8")
    code, out, err = ipc("check", "mm_c")
    assert (code, out) == (2, "mm_c: 1 fault\n")
    assert err.startswith("mm_c: mm_c.yaml, line 3: found ")
    assert err.endswith("; allowed: valid YAML\n")
    assert err.count("\n") == 1


def test_a_key_that_stands_twice_is_a_fault(home, ipc):
    with (home / "scenarios" / "mm_c.yaml").open("a", encoding="utf-8") as file:
        file.write("seed: 2\n")
    code, _, err = ipc("check", "mm_c")
    assert code == 2
    assert err == "mm_c: mm_c.yaml, line 16: found 'found duplicate key seed'; allowed: valid YAML\n"


def test_a_new_scenario_is_found_by_its_file(home, ipc):
    shutil.copy(home / "scenarios" / "mm_c.yaml", home / "scenarios" / "my_queue.yaml")
    assert ipc("check", "my_queue")[:2] == (0, "my_queue: good (1 stages, 1 resources, 2000 days)\n")


def test_a_board_set_that_names_no_scenario_is_a_fault(home, ipc):
    for path in (home / "scenarios").glob("*.yaml"):
        if path.stem != "mm_c":
            path.unlink()
    for path in (home / "configs" / "board").glob("*.yaml"):
        path.unlink()
    (home / "configs" / "board" / "stockton.yaml").write_text("title: A\nscenarios: [mm_c, gone]\n", encoding="utf-8")
    code, _, err = ipc("check")
    assert code == 2
    assert err == "board stockton: found 'gone'; allowed: the name of a scenario\n"
