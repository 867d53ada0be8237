"""Everything that the model is held against, simulated at once and judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...config import paths
from ...config.evidence_lineage import VALIDATION
from ...config.load import load
from ...config.shipped import shipped
from ...experiments import Design, Execution
from ...experiments.query import Query, Question, evaluate
from ...experiments.simulation import Progress
from ...measures import kpi_of
from ...measures.groups import ALL
from ...model import Check, Fault, Scenario, ScenarioError
from ...model.errors import one_of
from .answers import ANSWERERS, Answers, NotModelled
from .directions import Direction, Finding, directions, judged
from .scenarios import SITES, Key
from .targets import Target, targets
from .verdicts import Verdict, of_check, of_target

AS_SET = 2  #: what takes the parameters as known has chance alone, and one replication for so many of the others
MANY_LOCALITIES = 5  #: scenarios of many localities have one replication for so many of the others
REPLICATIONS = 120  #: of every scenario: enough for nine runs in ten of the half that takes parameters as known


@dataclass(frozen=True, kw_only=True)
class Validation:
    """What was run, and what came of it.

    Attributes
    ----------
    scenarios
        What was simulated, by name; of those with many localities only a part (see `answers.ENGLAND`).
    replications
        Of each.
    seed
        Which random numbers; None: each scenario's own seed.
    uncertainty
        Whether each replication drew the parameters that are not known well. Calibrations, consistency checks and the
        scenarios' own checks are of the model as it is set, and take them as known in any case.
    """

    scenarios: tuple[str, ...]
    replications: int
    seed: int | None
    uncertainty: bool
    targets: tuple[Verdict, ...]
    checks: tuple[Verdict, ...]
    directions: tuple[Finding, ...]


def validated(
    names: Sequence[str] = (),
    *,
    replications: int,
    seed: int | None = None,
    uncertainty: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Validation:
    """Hold the model against the targets, the scenarios' own checks, and what each mechanism should do.

    Parameters
    ----------
    names
        Targets; by default all of them, and the checks and directions too.
    replications, seed, uncertainty, workers, progress
        See `sim.experiments.query.evaluate`.

    Raises
    ------
    ScenarioError
        If there is no such target, or with every fault of the files that are read.
    """
    chosen = _chosen(names)
    loaded: dict[Key, Scenario] = {}
    if not names:
        loaded.update((name, load(name)) for name in shipped(paths.SCENARIOS))
    to_check = [scenario for scenario in loaded.values() if scenario.checks]
    expected = [] if names else directions()
    queries = {}
    for (key, drawn), questions in _questions(chosen.values(), to_check, expected, uncertainty).items():
        scenario = loaded.get(key) or load(*([key] if isinstance(key, str) else key))
        fewer = MANY_LOCALITIES if scenario.localities else 1 if drawn == uncertainty else AS_SET
        queries[key, drawn] = Query(
            scenario=scenario,
            replications=max(2, replications // fewer),
            questions=tuple(dict.fromkeys(questions)),
            sites=SITES.get(key, 1),
            uncertain=drawn,
        )
    results = evaluate(queries, Design(seed=seed, crosscheck=0), Execution(workers=workers, progress=progress))
    as_set, answers = Answers(results, drawn=False), Answers(results, drawn=uncertainty)
    return Validation(
        scenarios=tuple(dict.fromkeys(query.scenario.name for query in queries.values())),
        replications=replications,
        seed=seed,
        uncertainty=uncertainty,
        targets=tuple(
            verdict
            for target in chosen.values()
            for verdict in _of_target(target, answers if target.kind == VALIDATION else as_set)
        ),
        checks=tuple(_of_checks(to_check, as_set)),
        directions=tuple(
            judged(
                direction,
                answers(direction.scenario, direction.question),
                answers(direction.against, direction.question),
                answers.block,
            )
            for direction in expected
        ),
    )


def _chosen(names: Sequence[str]) -> dict[str, Target]:
    all_targets = targets()
    for name in names:
        if name not in all_targets:
            allowed = one_of(all_targets, name, listed="docs/validation.md")
            raise ScenarioError([Fault(path="target", found=name, allowed=allowed)])
        if all_targets[name].dropped:
            allowed = "a target that is tested; this one was dropped (see docs/validation.md)"
            raise ScenarioError([Fault(path="target", found=name, allowed=allowed)])
    return {name: target for name, target in all_targets.items() if name in names or not names}


def _questions(
    chosen: Iterable[Target], to_check: Iterable[Scenario], expected: Iterable[Direction], uncertainty: bool
) -> dict[tuple[Key, bool], list[Question]]:
    """All that is asked of each scenario, with its uncertain parameters drawn or as it is set."""
    questions: dict[tuple[Key, bool], list[Question]] = {}
    for target in chosen:
        drawn = uncertainty and target.kind == VALIDATION
        for key, of_scenario in ANSWERERS[target.name].asks.items() if target.name in ANSWERERS else ():
            questions.setdefault((key, drawn), []).extend(of_scenario)
        for test in target.tests:
            if test.kpi:
                questions.setdefault((test.scenarios[0], drawn), []).append(test.kpi)
    for scenario in to_check:
        questions.setdefault((scenario.name, False), []).extend(map(_kpi_of, scenario.checks))
    for direction in expected:
        for key in (direction.scenario, direction.against):
            questions.setdefault((key, uncertainty), []).append(direction.question)
    return questions


def _kpi_of(check: Check) -> str:
    return check.kpi if check.group == ALL else f"{check.kpi}@{check.group}"


def _of_target(target: Target, answers: Answers) -> Iterator[Verdict]:
    computed = iter(ANSWERERS[target.name].function(answers) if target.name in ANSWERERS else ())
    for test in target.tests:
        answer = (
            answers.mean(answers(test.scenarios[0], test.kpi).mean(axis=1))
            if test.kpi
            else next(computed, NotModelled("nobody has said how it is computed"))
        )
        yield of_target(target, test, answer)


def _of_checks(scenarios: Iterable[Scenario], answers: Answers) -> Iterator[Verdict]:
    for scenario in scenarios:
        for check in scenario.checks:
            answer = answers.mean(answers(scenario.name, _kpi_of(check)).mean(axis=1))
            yield of_check(scenario.name, scenario.label, check, kpi_of(check.kpi).unit, answer)
