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
from .own_kpis import KpiFile, digests, every_kpi, kpis_of, own_files
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
    "KpiFile",
    "Label",
    "Measures",
    "Together",
    "accounts",
    "causes",
    "cumulative_incidence",
    "digests",
    "event_log",
    "event_positions",
    "every_kpi",
    "held",
    "kpi",
    "kpi_of",
    "kpis_of",
    "measure",
    "median",
    "own_files",
    "steps_frame",
]
