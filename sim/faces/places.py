"""Where the configuration lies: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

NO_PARTS = ("board", "evidence")  #: folders of `configs` whose files are no parts of a scenario
_PACKAGE = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The folder that holds `configs` and `scenarios`."""
    shipped = _PACKAGE / "_data"
    return shipped if shipped.is_dir() else _PACKAGE.parent


def configs() -> Path:
    """The folder of configuration groups."""
    return home() / "configs"


def scenarios() -> Path:
    """The folder of scenarios."""
    return home() / "scenarios"


def results() -> Path:
    """The folder under which results are written: the checkout's own, or `results` where the command is called."""
    return (Path.cwd() if (_PACKAGE / "_data").is_dir() else home()) / "results"


def docs() -> Path:
    """The folder of documents, which only a checkout has."""
    return home() / "docs"


def scenario_names() -> list[str]:
    """Every scenario, in alphabetical order."""
    return sorted(path.stem for path in scenarios().glob("*.yaml"))


def board_names() -> list[str]:
    """Every board set, in alphabetical order."""
    return sorted(path.stem for path in (configs() / "board").glob("*.yaml"))


def groups() -> list[str]:
    """Every folder of files from which scenarios, or how they run, are put together."""
    return sorted(folder.name for folder in configs().iterdir() if folder.is_dir() and folder.name not in NO_PARTS)


def group_names(group: str) -> list[str]:
    """Every file of a group, in alphabetical order."""
    return sorted(path.stem for path in (configs() / group).glob("*.yaml"))
