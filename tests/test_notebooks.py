"""The notebooks run from top to bottom, and their two forms say the same."""

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.py"))


def test_there_are_notebooks():
    assert {"01_first_run", "02_payment_delays"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_and_the_notebook_hold_the_same_cells(name):
    text = jupytext.read(NOTEBOOKS / f"{name}.py")
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [(c.cell_type, c.source) for c in text.cells]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("default")  # the notebook's kernel is another program with warnings of its own
def test_the_notebook_runs_from_top_to_bottom(name):
    notebook = jupytext.read(NOTEBOOKS / f"{name}.py")
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(notebook, timeout=250, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    pictures = [
        output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]
    assert pictures
