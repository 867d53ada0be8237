"""A stage as the reference engine reads it: with the draws of all people."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf
from typing import TypeAlias, TypeVar

from ...draws import Draws
from ...model import UNFINISHED, Stage
from ..stage_time import in_hours_of_work

T = TypeVar("T")
Fetch: TypeAlias = Callable[[int], list[T]]


class StageSamples:
    """A stage with its draws as lists, each fetched when the first person needs it."""

    def __init__(self, stage: Stage, draws: Draws) -> None:
        index = draws.scenario.pathway.index
        resources = draws.scenario.resource_index
        self.stage = stage
        self.resource: list[int] = draws.resource(stage).tolist()
        self.in_hours_of_work = in_hours_of_work(stage, draws.scenario)
        self.time: Fetch[float] = cache(lambda occurrence: draws.time(stage, occurrence)[0].tolist())
        self.next: Callable[[int, int], list[int]] = cache(
            lambda occurrence, period: draws.next(stage, occurrence, period).tolist()
        )
        self.amount: Fetch[int] = cache(lambda occurrence: draws.amount(stage, occurrence).tolist())
        self.patience: Fetch[float] = cache(lambda occurrence: draws.patience(stage, occurrence).tolist())
        self.gives_back = [resources[name] for name in stage.gives_back]
        self.max_steps = stage.max_steps or inf
        self.then = index[stage.then] if stage.then else UNFINISHED
