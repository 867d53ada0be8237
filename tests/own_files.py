"""Files of one's own for tests: a small scenario, a lever for it, and a KPI."""

from pathlib import Path

SMALL = """\
# @package _global_
defaults: [mm_c, _self_]
label: A small queue of mine
horizon: 200
resources: {servers: {team: 4}}
"""
LEVER = """\
# @package _global_
resources: {servers: {team: "${strength:a_hand_more,3,4}"}}
"""


def write(file: Path, text: str) -> Path:
    """A file with its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def team(scenario) -> int:
    """How many servers a scenario has."""
    return scenario.mapping["resources"]["servers"]["team"]
