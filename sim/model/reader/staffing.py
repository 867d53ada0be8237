"""Reading how the posts of a team are filled."""

from __future__ import annotations

from ..distribution import fixed
from ..limits import ABSENCE, DAYS, LEAVING_A_YEAR, SHARE, SPELL
from ..staffing import Absence, Staffing
from .distributions import read_days, read_distribution
from .node import Node
from .values import Context, check_names

KEYS = ("leaving_a_year", "recruitment", "vacancy", "notice_days", "productive", "absences")


def read_staffing(node: Node, context: Context) -> Staffing | None:
    """Read the `staffing` of a team; None where nothing is said, and all its posts are always filled."""
    if not node:
        return None
    for value, staffing in context.staffings:
        if value == node.value:
            return staffing
    if not node.only(*KEYS):
        return Staffing()
    faults = len(node.faults)
    staffing = _staffing(node)
    if len(node.faults) == faults:
        context.staffings.append((node.value, staffing))
    return staffing


def _staffing(node: Node) -> Staffing:
    return Staffing(
        leaving_a_year=node["leaving_a_year"].number(0.0, **LEAVING_A_YEAR),
        recruitment=read_days(node["recruitment"]) if node["recruitment"] else fixed(0.0),
        vacancy=read_days(node["vacancy"]) if node["vacancy"] else fixed(0.0),
        notice_days=node["notice_days"].number(0.0, **DAYS),
        productive=_productive(node["productive"]),
        absences=_absences(node["absences"]),
    )


def _productive(node: Node) -> tuple[tuple[float, float], ...]:
    """Read shares by days since somebody began, such as ``{0: 0.5, 91: 1}``."""
    if not node:
        return ((0.0, 1.0),)
    steps: list[tuple[float, float]] = []
    for key, below in node.items():
        days = float(key) if key.isdecimal() else -1.0
        if not 0 <= days <= DAYS["high"] or (steps and days <= steps[-1][0]):
            below.fault("whole days since somebody began, ascending", key)
            continue
        steps.append((days, below.number(**SHARE)))
    if not steps or steps[0][0] != 0:
        node.fault("shares by days since somebody began, the first under 0, such as {0: 0.5, 91: 1}")
        return ((0.0, 1.0),)
    return tuple(steps)


def _absences(node: Node) -> tuple[Absence, ...]:
    check_names(node)
    absences = []
    for name, below in node.items():
        if not below.only("share", "days"):
            continue
        share = below["share"].number(**ABSENCE)
        days = read_distribution(below["days"], SPELL)
        if share > 0 and days.mean > 0:
            absences.append(Absence(name=name, share=share, days=days))
    return tuple(absences)
