"""The words of the model: what a scenario is, and how a plain mapping becomes one."""

from .by_attribute import By, Tree
from .calendar import Dated
from .distribution import Distribution
from .economy import Costs, Gain, Outcomes, PackageCost, Use
from .errors import Fault, ScenarioError
from .goals import Goals, PerGoal
from .overrides import with_overrides
from .parameter_values import DrawnNumber, drawn_numbers, with_values
from .parameters import Parameter
from .pathway import Part, Pathway, Patience, Stage
from .people import FUNDER, Cohort, Identification, Inside, Invitations, People, Route
from .reader.scenario import build
from .resources import Fund, Gate, Meeting, PaymentRun, Resource, TopUp
from .scenario import Check, Scenario, ScenarioWarning, Target
from .step_table import GAVE_UP, LEFT, STEP, UNFINISHED
from .teams import Caseload, Team

__all__ = [
    "FUNDER",
    "GAVE_UP",
    "LEFT",
    "STEP",
    "UNFINISHED",
    "By",
    "Caseload",
    "Check",
    "Cohort",
    "Costs",
    "Dated",
    "Distribution",
    "DrawnNumber",
    "Fault",
    "Fund",
    "Gain",
    "Gate",
    "Goals",
    "Identification",
    "Inside",
    "Invitations",
    "Meeting",
    "Outcomes",
    "PackageCost",
    "Parameter",
    "Part",
    "Pathway",
    "Patience",
    "PaymentRun",
    "People",
    "PerGoal",
    "Resource",
    "Route",
    "Scenario",
    "ScenarioError",
    "ScenarioWarning",
    "Stage",
    "Target",
    "Team",
    "TopUp",
    "Tree",
    "Use",
    "build",
    "drawn_numbers",
    "with_overrides",
    "with_values",
]
