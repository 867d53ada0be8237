"""What is shipped is what a register names: somebody's own files beside it are nobody else's business."""

import shutil

import pytest

from sim.config import paths
from sim.config.shipped import OF_KPIS, not_shipped, shipped, shipped_files
from sim.measures import KPIS
from sim.model import ScenarioError
from sim.reporting.description import studies


@pytest.mark.parametrize("kind", ["scenarios", "board", *paths.groups(), OF_KPIS])
def test_what_the_register_names_is_there(kind):
    among = KPIS if kind == OF_KPIS else None
    assert shipped(kind, among), f"configs/evidence/shipped.yaml names no {kind}"


def test_a_kpi_that_is_named_and_not_there_is_refused():
    with pytest.raises(ScenarioError, match="kpis: found 'budgets_live'; allowed: names of what is there"):
        shipped(OF_KPIS, [name for name in KPIS if name != "budgets_live"])


def test_every_file_that_is_named_is_a_file():
    assert [file for file in shipped_files() if not file.is_file()] == []


def test_a_file_that_is_not_named_is_used_and_in_no_document(home, ipc):
    shutil.copy(home / "scenarios" / "mm_c.yaml", home / "scenarios" / "my_queue.yaml")
    shutil.copy(home / "configs" / "lever" / "weekly_panel.yaml", home / "configs" / "lever" / "my_lever.yaml")
    assert ipc("check", "my_queue")[0] == 0
    assert not_shipped("scenarios") == ["my_queue"]
    assert "my_queue" not in shipped("scenarios")
    assert "`my_lever`" not in studies.lever_table({})


def test_a_name_without_its_file_is_refused(home):
    (home / "scenarios" / "mm_c.yaml").unlink()
    with pytest.raises(
        ScenarioError, match=r"evidence/shipped\.yaml: scenarios: found 'mm_c'; allowed: names of what is"
    ):
        shipped("scenarios")
