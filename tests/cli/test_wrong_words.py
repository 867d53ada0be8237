"""Every mistake is answered with one line that says where it is and what is allowed, and nothing is written."""

import pytest

MISTAKES = {
    "an unknown command": (
        ["runn"],
        "command: found 'runn'; did you mean 'run'? allowed: one of run, show, capacity, trace, check, init, "
        "validate, document, completion",
    ),
    "a scenario's name misspelt": (["run", "scenario=stockton_scaleup"], "did you mean 'stockton_scale_up'?"),
    "one of several names misspelt": (
        ["run", "scenarios=[mm_c,stockton_weekly_pannel]"],
        "mean 'stockton_weekly_panel'?",
    ),
    "no scenario at all": (["run", "scenarios=[]"], "scenarios: found '[]'; allowed: names of scenarios"),
    "a board set misspelt": (
        ["run", "board=stocton"],
        "board: found 'stocton'; did you mean 'stockton'? allowed: one of 11 names",
    ),
    "a key misspelt": (
        ["run", "scenario=mm_c", "resources.servers.teem=2"],
        "resources.servers.teem: found 2; "
        "did you mean 'team'? allowed: one of team, hours_a_week, hours, cost_an_hour, funder, staffing, label, changes",
    ),
    "a key misspelt in every scenario": (
        ["run", "scenarios=[stockton_scale_up,stockton_weekly_panel]", "resources.panel.slotz=2"],
        "resources.panel.slotz: found 2; "
        "did you mean 'slots'? allowed: one of slots, cost_an_hour, label, meeting, changes and 7 others",
    ),
    "a word for a number": (
        ["run", "scenario=mm_c", "resources.servers.team=two"],
        "resources.servers.team: found 'two'; allowed: a whole number from 0",
    ),
    "part of a person": (["run", "scenario=mm_c", "resources.servers.team=2.5"], "found 2.5; allowed: a whole number"),
    "a word for a dated number": (
        ["run", "scenario=stockton_more_practitioners", "resources.practitioners.team.2018-01-01=x"],
        "resources.practitioners.team.2018-01-01: found 'x'; allowed: a whole number from 0",
    ),
    "two kinds of selection": (
        ["run", "scenario=mm_c", "board=stockton"],
        "board: found 'stockton'; allowed: only one of scenario, board",
    ),
    "several values without a multirun": (
        ["run", "scenario=mm_c", "resources.servers.team=2,3"],
        "override: found 'resources.servers.team=2,3'; allowed: one value, or ipc run -m",
    ),
    "a folder outside": (
        ["run", "scenario=mm_c", "name=../elsewhere"],
        "name: found '../elsewhere'; allowed: the name of a",
    ),
    "a folder without a name": (["run", "scenario=mm_c", "name="], "name: found ''; allowed: the name of a folder"),
    "a folder that is hidden": (["run", "scenario=mm_c", "name=.."], "name: found '..'; allowed: the name of a folder"),
    "a folder for what is unfinished": (
        ["run", "scenario=mm_c", "name=x.partial"],
        "at most 100, not ending in .partial",
    ),
    "a folder of two lines": (
        ["run", "scenario=mm_c", "name=a\nb"],
        "name: found 'a\\nb'; allowed: the name of a folder",
    ),
    "a folder too long": (["run", "scenario=mm_c", f"name={'x' * 300}"], "allowed: the name of a folder"),
    "a seed below 0": (["run", "scenario=mm_c", "seed=-1"], "seed: found '-1'; allowed: a whole number from 0"),
    "a seed in letters": (["run", "scenario=mm_c", "seed=²"], "seed: found '²'; allowed: a whole number from 0"),
    "no replication": (
        ["run", "scenario=mm_c", "replications=0"],
        "replications: found 0; allowed: a whole number from 1",
    ),
    "an unknown engine": (
        ["run", "scenario=mm_c", "engine=fast"],
        "engine: found 'fast'; allowed: one of compiled, reference",
    ),
    "no worker": (["run", "scenario=mm_c", "workers=0"], "workers: found 0; allowed: a whole number from 1"),
    "neither yes nor no": (["run", "scenario=mm_c", "resume=maybe"], "resume: found 'maybe'; allowed: yes or no"),
    "a setting of an earlier version": (
        ["run", "scenario=mm_c", "steps=true"],
        "steps: found True; allowed: keep=steps, or keep=events for the event log too",
    ),
    "nothing to keep": (
        ["run", "scenario=mm_c", "keep=step"],
        "keep: found 'step'; did you mean 'steps'? allowed: one of kpis, steps, events",
    ),
    "less than no check": (
        ["run", "scenario=mm_c", "crosscheck=-1"],
        "crosscheck: found -1; allowed: a whole number from 0",
    ),
    "a precision beyond the number itself": (
        ["run", "scenario=payment_delay", "precision=200%"],
        "precision: found '200%'; allowed: a share between 0 and 1 such as 0.02, or 2%",
    ),
    "no equals sign": (["run", "scenario=mm_c", "team"], "override: found 'team'; allowed: key=value"),
    "an unknown option": (["run", "scenario=mm_c", "--fast"], "override: found '--fast'; allowed: key=value"),
    "broken grammar": (
        ["run", "scenario=mm_c", "a==["],
        "override: found 'a==['; allowed: key=value in Hydra's grammar: ",
    ),
    "an open quotation": (
        ["run", "scenario=mm_c", "label='"],
        "override: found \"label='\"; allowed: key=value in Hydra's",
    ),
    "a name for nothing": (
        ["run", "scenario=mm_c", "label=${nothing}"],
        "label: found '${nothing}'; allowed: the key path of something in this scenario",
    ),
    "a group's member misspelt": (["run", "scenario=mm_c", "lever=weekly_pannel"], "mean 'weekly_panel'?"),
    "broken grammar in a multirun": (["run", "-m", "a==["], "Hydra's grammar"),
    "a faulty combination": (
        ["run", "-m", "scenario=mm_c", "resources.servers.team=3,none"],
        "resources.servers.team: found 'none'; allowed: a whole number from 0",
    ),
    "a board in a multirun": (
        ["run", "-m", "board=stockton"],
        "board: found 'stockton'; allowed: scenario=A,B in a multirun",
    ),
    "a multirun outside": (
        ["run", "-m", "scenario=mm_c", "name=../x"],
        "name: found '../x'; allowed: the name of a folder",
    ),
    "an unknown thing to show": (
        ["show", "scenrios"],
        "show: found 'scenrios'; did you mean 'scenarios'? allowed: one of scenarios, scenario, pathway",
    ),
    "the pathway of nothing": (
        ["show", "pathway", "mmc"],
        "scenario: found 'mmc'; did you mean 'mm_c'? allowed: one of ",
    ),
    "no number to show": (["show", "number"], "show number: found ''; allowed: one key path, such as"),
    "an unknown number": (
        ["show", "number", "resources.panel.slotz"],
        "key: found 'resources.panel.slotz'; did you mean 'resources.panel.slots'? allowed: a key path of stockton_scale_up",
    ),
    "brackets without end": (
        ["run", "scenario=mm_c", f"resources.servers.team={'[' * 300}{']' * 300}"],
        "mappings and lists at most 100 deep in one another",
    ),
    "a replication that no run has": (
        ["trace", "scenario=mm_c", "person=1", f"replication={10**30}"],
        "allowed: a whole number from 0 to 10000000",
    ),
    "no person": (["trace"], "person: found nothing; allowed: a whole number from 0"),
    "a person's name": (
        ["trace", "scenario=mm_c", "person=Ann"],
        "person: found 'Ann'; allowed: a whole number from 0",
    ),
    "a person who is never found": (
        ["trace", "scenario=mm_c", "person=99999999"],
        "person: found 99999999; allowed: somebody identified before the horizon, such as ",
    ),
    "an unknown replication": (
        ["trace", "person=1", "replication=x"],
        "replication: found 'x'; allowed: a whole number",
    ),
}


@pytest.mark.parametrize(("words", "answer"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_in_one_line(words, answer, ipc, results):
    code, out, err = ipc(*words)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert answer in err
    assert "Traceback" not in err
    assert not results.exists()


def test_every_mistake_is_told_at_once(ipc, results):
    code, _, err = ipc("run", "scenario=mm_c", "resources.servers.team=x", "seeed=3", "pathway.stages.service.nxt=out")
    assert code == 2
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "seeed",
        "resources.servers.team",
        "pathway.stages.service.nxt",
    ]
    assert not results.exists()


def test_a_mistake_in_one_scenario_of_several_names_it(ipc, results):
    code, _, err = ipc("run", "scenarios=[mm_c,stockton_scale_up]", "pathway.stages.service.priority=1")
    assert code == 2
    assert err.startswith(
        "stockton_scale_up: pathway.stages.service.priority: found 1; did you mean 'review'? allowed: one of "
    )
    assert err.count("\n") == 1
    assert not results.exists()
