"""Measures: from a step table to causes of waiting, KPIs, and an event log."""

from .causes import Causes, causes
from .event_log import event_log, steps_frame
from .event_positions import event_positions
from .groups import ACTIVATION, Groups
from .held import Held, held
from .incidence import cumulative_incidence, median
from .journeys import Journeys
from .kpi import DAYS, KPIS, Kpi, Label, kpi, kpi_of
from .money import Accounts, accounts
from .results import Measures, measure
from .together import Together

__all__ = [
    "ACTIVATION",
    "DAYS",
    "KPIS",
    "Accounts",
    "Causes",
    "Groups",
    "Held",
    "Journeys",
    "Kpi",
    "Label",
    "Measures",
    "Together",
    "accounts",
    "causes",
    "cumulative_incidence",
    "event_log",
    "event_positions",
    "held",
    "kpi",
    "kpi_of",
    "measure",
    "median",
    "steps_frame",
]
