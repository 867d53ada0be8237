"""`ipc init`: a folder for somebody's own scenarios, levers, boards and KPIs."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..experiments.errors import StorageError
from ..model import Fault, ScenarioError

TEMPLATE = Path(__file__).parent / "templates" / "own"
PARTS = (".yaml", ".py", ".md")


def init(words: list[str]) -> None:
    """Make the folder, whole or not at all."""
    if len(words) != 1:
        raise _refused(" ".join(words) or None, "one folder, such as my_scenarios: one that is new or empty")
    folder = Path(words[0]).expanduser()
    _check(words[0], folder)
    try:
        with _draft(folder) as draft:
            for file in sorted(path for path in TEMPLATE.rglob("*") if path.suffix in PARTS):
                copy = draft / file.relative_to(TEMPLATE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(file.read_bytes())  # its content alone: what is installed may be for reading only
    except OSError as error:
        raise StorageError(f"{folder} was not made: {error.strerror or error}") from error
    print(f"{folder} is yours: README.md in it says what is where. To begin:\n")
    for line in (
        *([] if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}"]),
        "ipc run scenario=my_first",
        "ipc run board=my_board",
    ):
        print(f"  {line}")


def _check(text: str, folder: Path) -> None:
    """Refuse what is there already and not empty, and what cannot be a folder."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise _refused(text, "a folder that is new or empty: this is a file")
    if folder.is_dir() and any(folder.iterdir()):
        raise _refused(text, "a folder that is new or empty: this one holds something, and stays as it is")
    if not folder.absolute().parent.is_dir():
        raise _refused(text, f"a folder in one that is there: {folder.absolute().parent} is none")


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A draft of the folder, which becomes it when the block ends well; one that exists already stays, and is filled."""
    exists = folder.is_dir()
    beside = folder if exists else folder.absolute().parent
    with TemporaryDirectory(prefix=".ipc-init.", dir=beside, ignore_cleanup_errors=True) as temporary:
        draft = Path(temporary) / "draft"
        draft.mkdir()
        yield draft
        if not exists:
            os.rename(draft, folder)
            return
        moved: list[Path] = []
        try:
            for part in sorted(draft.iterdir()):
                os.rename(part, folder / part.name)
                moved.append(folder / part.name)
        except BaseException:
            for part in moved:
                shutil.rmtree(part) if part.is_dir() else part.unlink()
            raise


def _refused(text: str | None, allowed: str) -> ScenarioError:
    return ScenarioError([Fault(path="init", found=text, allowed=allowed)])
