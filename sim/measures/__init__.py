"""Measures: from a step table to causes of waiting, KPIs and accounts."""

from .accounts import Accounts, accounts
from .causes import Causes, causes
from .groups import ACTIVATION, AGE, GROUPED, KNOWN, Groups
from .holdings import Holdings, holdings
from .incidence import cumulative_incidence, median
from .journeys import Journeys
from .kpis.own import KpiFile, digests, every_kpi, kpis_of, own_files
from .kpis.registry import DAYS, KPIS, Kpi, Label, kpi, kpi_of, name_now
from .locality_totals import LocalityTotals
from .measurement import Measures, measure

__all__ = [
    "ACTIVATION",
    "AGE",
    "DAYS",
    "GROUPED",
    "KNOWN",
    "KPIS",
    "Accounts",
    "Causes",
    "Groups",
    "Holdings",
    "Journeys",
    "Kpi",
    "KpiFile",
    "Label",
    "LocalityTotals",
    "Measures",
    "accounts",
    "causes",
    "cumulative_incidence",
    "digests",
    "every_kpi",
    "holdings",
    "kpi",
    "kpi_of",
    "kpis_of",
    "measure",
    "median",
    "name_now",
    "own_files",
]
