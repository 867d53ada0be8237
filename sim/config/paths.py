"""Where files lie: what is shipped beside the package in a checkout, inside it once installed; and what is one's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..own_folder import own_folder

if TYPE_CHECKING:
    from ..model import Fault, ScenarioError

SCENARIOS, BOARD, LEVER = "scenarios", "board", "lever"
_EVIDENCE = "evidence"
NO_PARTS = (BOARD, _EVIDENCE)  #: folders of `configs` whose files are no parts of a scenario
ENDING = ".yaml"
_PACKAGE = Path(__file__).resolve().parent.parent

#: Files that were chosen by their paths, and those beside them, by the names under which a scenario starts from them.
FilesByName: TypeAlias = Mapping[str, Path]


class ChosenFile(NamedTuple):
    """A file of a group that somebody chose: its name, and the file if a path was said that leads out of the known folders."""

    name: str
    file: Path | None


def home() -> Path:
    """The folder that holds the `configs` and `scenarios` that are shipped."""
    shipped = _PACKAGE / "_data"
    return shipped if shipped.is_dir() else _PACKAGE.parent


def configs() -> Path:
    """The folder of configuration groups that are shipped."""
    return home() / "configs"


def evidence_file(name: str) -> Path:
    """A file of evidence, all of which is shipped."""
    return configs() / _EVIDENCE / name


def scenarios() -> Path:
    """The folder of scenarios that are shipped."""
    return home() / SCENARIOS


def roots() -> tuple[Path, ...]:
    """The folders that hold `configs` and `scenarios`: what is shipped, and one's own where there is such a folder."""
    own = own_folder()
    return (home(),) if own is None or own.resolve() == home().resolve() else (home(), own)


def results() -> Path:
    """The folder under which results are written: in one's own folder, else in the checkout, or where the command is called."""
    own = own_folder()
    if own is not None:
        return own / "results"
    return (Path.cwd() if (_PACKAGE / "_data").is_dir() else home()) / "results"


def docs() -> Path:
    """The folder of documents, which only a checkout has."""
    return home() / "docs"


def scenario_names() -> list[str]:
    """Every scenario, shipped and one's own, in alphabetical order."""
    return group_names(SCENARIOS)


def board_names() -> list[str]:
    """Every board set, shipped and one's own, in alphabetical order."""
    return group_names(BOARD)


def groups() -> list[str]:
    """Every folder of files from which scenarios, or how they run, are put together."""
    return sorted(folder.name for folder in configs().iterdir() if folder.is_dir() and folder.name not in NO_PARTS)


def group_names(group: str, *, own: bool = True) -> list[str]:
    """Every file of a group in alphabetical order: shipped, and one's `own` unless these are left out."""
    folders = roots() if own else (home(),)
    return sorted({path.stem for root in folders for path in group_folder(group, root).glob(f"*{ENDING}")})


def chosen_file(group: str, text: str | os.PathLike[str], wanted: str = "") -> ChosenFile:
    """Which file of a group somebody chooses, by its name or its path.

    Parameters
    ----------
    group
        A folder of `configs`, or `scenarios`.
    text
        A name, or the path of a file, which has a ``/`` in it or ends in ``.yaml``.
    wanted
        What it is, for a complaint; by default the group.

    Raises
    ------
    ScenarioError
        If there is no such file, or its name is that of another one that is known.
    """
    wanted, name_or_path = wanted or group, os.fspath(text)
    if not is_path(text):
        return ChosenFile(name_or_path, None)
    path = Path(name_or_path).expanduser().absolute()
    path = path.parent.resolve() / path.name if path.parent.is_dir() else path
    if path.suffix != ENDING or not path.is_file():
        allowed = f"a name, or the path of a file that is there and ends in {ENDING}"
        raise _refused(wanted, name_or_path, allowed)
    if any(path.parent == group_folder(group, root).resolve() for root in roots()):
        return ChosenFile(path.stem, None)
    if path.stem in group_names(group):
        existing = display_name(_files(group, path.stem)[0])
        allowed = f"a file with another name: there is a {path.stem} already ({existing})"
        raise _refused(wanted, name_or_path, allowed)
    return ChosenFile(path.stem, path)


def chosen_files(group: str, values: Iterable[object]) -> list[ChosenFile]:
    """The same for several files of a group, each chosen once.

    Raises
    ------
    ScenarioError
        If one of them is not there, or is chosen twice.
    """
    chosen, existing = [chosen_file(group, str(value)) for value in values], group_names(group)
    for name, file in chosen:
        if name not in existing and file is None:
            from ..model.errors import one_of  # late, as below

            raise _refused(group, name, one_of(existing, name, listed=f"configs/{group}/"))
    names = [name for name, _ in chosen]
    if not names or len(set(names)) < len(names):
        raise _refused(group, names, f"names, each once: {', '.join(existing)}")
    return chosen


def is_path(text: str | os.PathLike[str]) -> bool:
    """Whether the path of a file is said, and not a name."""
    return not isinstance(text, str) or "/" in text or os.sep in text or text.endswith(ENDING)


def files_beside(scenario: str) -> FilesByName:
    """Itself and what lies beside it, for a scenario that is chosen by its path: it can start from that too."""
    file = chosen_file(SCENARIOS, scenario, "scenario").file
    if file is None:
        return {}
    return {f"{SCENARIOS}/{path.stem}": path for path in sorted(file.parent.glob(f"*{ENDING}"))}


def file_of(path: str, chosen: FilesByName) -> Path:
    """The file of a path of Hydra's, such as ``lever/weekly_panel``; one that need not be there if there is none.

    Raises
    ------
    ScenarioError
        If there are two. A name that could be two files would not say what was run: results, boards, and other scenarios
        know a scenario by its name alone, and one's own would change what shipped ones that start from it are.
    """
    group, _, name = path.rpartition("/")
    files = [*_files(group, name), *([chosen[path]] if path in chosen else [])]
    if len(files) > 1:
        fault = _clash(group, name, files)
        raise _refused(fault.path, fault.found, fault.allowed)
    return files[0] if files else group_folder(group, home()) / f"{name}{ENDING}"


def clashes() -> list[Fault]:
    """The names that are those of a file that is shipped and of one's own."""
    every_group = [SCENARIOS, BOARD, *groups(), ""]
    pairs = [(group, name) for group in every_group for name in group_names(group)]
    return [_clash(*pair, files) for pair in pairs if len(files := _files(*pair)) > 1]


def _clash(group: str, name: str, files: Iterable[Path]) -> Fault:
    from ..model import Fault  # late, as below

    allowed = f"one file of that name; rename yours ({' and '.join(map(display_name, files))})"
    return Fault(path=group or "configs", found=name, allowed=allowed)


def _refused(path: str, value: object, allowed: str) -> ScenarioError:
    from ..model import Fault, ScenarioError  # late: a shell that completes words waits for no more than it needs

    return ScenarioError([Fault(path=path, found=value, allowed=allowed)])


def group_folder(group: str, root: Path) -> Path:
    """The folder of a group, which may be said as in ``/pathway``, within one of the `roots`."""
    return root / SCENARIOS if group.strip("/") == SCENARIOS else root / "configs" / group.strip("/")


def _files(group: str, name: str) -> list[Path]:
    """The files of that name in a group: shipped, and one's own."""
    files = [group_folder(group, root) / f"{name}{ENDING}" for root in roots()]
    return [file for file in files if os.path.lexists(file)]


def display_name(file: Path) -> str:
    """A file as it is named to people: within what is shipped or one's own folder, or from the working folder."""
    for folder, prefix in ((home(), ""), *((root, f"{root.name}/") for root in roots()[1:])):
        if file.is_relative_to(folder):
            return prefix + file.relative_to(folder).as_posix()
    return (file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file).as_posix()
