"""The description of the model, in the form of STRESS-DES."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...config import provenance
from ...config.load import load, load_with_settings
from ...draws import stream
from ...draws.gamma import KNOTS
from ...draws.identification import DAYS_A_MONTH, DAYS_A_YEAR
from ...draws.parameter_sampling import STRATA
from ...experiments import Design
from ...experiments.analysis import drivers
from ...experiments.analysis.precision import FIRST_BATCH, FIRST_BATCH_BLOCKS
from ...experiments.analysis.statistics import BEYOND, DIFFERENT, PARTS
from ...experiments.kpi_matrix import RESEEDED
from ...model import Scenario, localities
from ...model.changes import Change
from ...model.distribution import PARAMETERS
from .. import wording
from ..description import inputs, markdown, outputs, software, studies
from ..description.citations import Cited
from ..description.stages import stage_table
from ..mermaid import mermaid
from ..report.page import TEMPLATES
from . import document_names

BASE = "typical_ccg_per_1000"  #: the pathway as it was designed, nothing left out
PLANNED = "stockton_scale_up"  #: what is compared by default
OTHERS = {
    "scenarios": "what each scenario changes, key by key,",
    "evidence": "what each number rests on, with its range,",
    "operating_model": "what each lever stands for",
    "validation": "what the model was held against",
}


def text() -> str:
    """The whole of `docs/model.md`."""
    base, settings = load_with_settings(BASE, (), Design.read)
    planned = load(PLANNED)
    scenarios = studies.every_scenario()
    cited = {scenario.name: Cited(scenario.name) for scenario in (base, planned)}
    labels = {stage.name: f"*{stage.label}*" for stage in base.pathway.stages}
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("model/page.md.j2").render(
        base=base,
        planned=planned,
        settings=settings,
        others={name: title for name, title in OTHERS.items() if name in document_names()},
        stage=labels.__getitem__,
        exits=wording.listed([f"{label} (`{name}`)" for name, label in base.pathway.exits.items()]),
        diagram=mermaid(base).rstrip(),
        tables=_tables(base, planned, scenarios, cited),
        peculiar=studies.peculiar(scenarios, base),
        inputs=[_inputs(scenario, base, cited[scenario.name]) for scenario in (base, planned)],
        counted=cited[BASE].counted,
        evidence_rows=len(provenance.register()),
        days_a_month=f"{DAYS_A_MONTH:.6g}",
        days_a_year=markdown.number(DAYS_A_YEAR),
        localities=_below_first_line(localities),
        streams=_below_first_line(stream),
        gamma=f"{int(stream.GAMMA):#x}",
        knots=markdown.number(KNOTS),
        kinds_of_distribution=wording.listed(list(PARAMETERS)),
        changes=", ".join(markdown.plain(change.name.lower()) for change in Change),
        least=FIRST_BATCH,
        least_blocks=FIRST_BATCH_BLOCKS,
        parts=PARTS,
        different=DIFFERENT,
        beyond=BEYOND,
        enough=drivers.ENOUGH,
        bins=drivers.BINS,
        orders=drivers.ORDERS,
        strata=STRATA,
        twice=RESEEDED,
        project=software.project(),
        machine=software.machine(),
    )
    return re.sub(r"\n{3,}", "\n\n", page)  # where a part is left out


def _below_first_line(module: object) -> str:
    """What the docstring of a module tells below its first line."""
    return (inspect.getdoc(module) or "").partition("\n\n")[2].strip()


def _tables(
    base: Scenario, planned: Scenario, scenarios: Sequence[Scenario], cited: Mapping[str, Cited]
) -> dict[str, str]:
    """Every table that is not about one scenario's amounts."""
    files = studies.chains(scenarios)
    return {
        "kpis": outputs.kpi_table(),
        "causes": outputs.cause_table(base),
        "boards": studies.board_table(),
        "stages": stage_table(base, cited[base.name]),
        "scenarios": studies.scenario_table(scenarios, files),
        "levers": studies.lever_table(files),
        "attributes": inputs.attribute_table(base, cited[base.name]),
        "kinds": inputs.kind_table(),
        "sources": studies.source_table(cited[base.name].ids + cited[planned.name].ids),
        "settings": software.setting_table(),
        "versions": software.version_table(),
    }


def _inputs(scenario: Scenario, base: Scenario, cited: Cited) -> dict[str, Any]:
    """The inputs of a scenario; of its stages and people only what the base has otherwise."""
    done = [
        wording.counted(count, noun)
        for count, noun in ((scenario.plans_done, "plan"), (scenario.budgets_done, "budget"))
        if count
    ]
    of_base = {stage.name: stage for stage in base.pathway.stages}
    other_stages = [stage.name for stage in scenario.pathway.stages if stage != of_base.get(stage.name)]
    other_attributes = inputs.differing(scenario, base)
    return {
        "name": scenario.name,
        "label": scenario.label,
        "span": f"{scenario.start} to {scenario.date(scenario.horizon)}",
        "residents": markdown.number(scenario.people.residents),
        "seed": scenario.seed,
        "done": wording.listed(done),
        "attributes": inputs.attribute_table(scenario, cited, other_attributes) if other_attributes else "",
        "stages": stage_table(scenario, cited, other_stages) if other_stages else "",
        "cohorts": inputs.cohort_table(scenario, cited),
        "routes": inputs.route_table(scenario, cited),
        "resources": inputs.resource_table(scenario, cited),
        "inside": inputs.inside_table(scenario, cited) if scenario.inside else "",
    }
