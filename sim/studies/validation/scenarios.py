"""The scenarios that the targets ask about, and how many sites of each there are in a replication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

#: A scenario by name, perhaps with what is changed in it.
Key: TypeAlias = "str | tuple[str, ...]"

SITE_1, SITE_2 = "sw_site1_mdt_vs", "sw_site2_lone_practitioner"
TYPICAL, NAVIGATION = "typical_ccg_per_1000", "portsmouth_navigation"
NO_PAYMENTS, LOCKED = "payment_infrastructure_missing", "block_contract_locked"
BLOCKED = "information_governance_blocked"
LINKED_BEFORE = 3  #: of nine sites (S111)
PILOT, SCALE_UP = "stockton_100day", "stockton_scale_up"
AUTHORITY, CCG, PARTNERSHIP = "led_by_local_authority", "led_by_ccg", "led_by_partnership"
EXTERNAL = "led_by_external_organisation"

#: England until February 2019: what comes later changes nothing that came before, and is not simulated.
ENGLAND = (
    "national_rollout",
    "horizon=2019-04-01",
    *(f"localities.{year}-04-01=null" for year in range(2019, 2023)),
    "targets.2021-03-31=null",
)
PEOPLE_OF_ENGLAND = 55.3e6  #: X063
#: Who leads each of nine sites: two from outside (S095); how the other seven divide is not known.
NINE = (*[AUTHORITY] * 3, *[CCG] * 2, *[PARTNERSHIP] * 2, *[EXTERNAL] * 2)
LED = tuple(dict.fromkeys(NINE))
SITES: Mapping[Key, int] = dict.fromkeys(
    (*LED, f"{EXTERNAL}_and_joined"), len(NINE)
)  #: sites in a replication; elsewhere one
