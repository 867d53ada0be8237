"""`ipc document`: write the documents that are generated."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..config import paths
from ..config.shipped import OF_KPIS, REGISTER, not_shipped
from ..measures import KPIS
from ..model import Fault, ScenarioError
from ..model.errors import one_of
from ..reporting.documents import document_names, text_of


def document(words: list[str]) -> None:
    """Write every document, or those named, into `docs/`."""
    if not paths.docs().is_dir():
        allowed = "a checkout of the repository, to which the documents belong"
        raise ScenarioError([Fault(path="document", found=str(paths.home()), allowed=allowed)])
    names = document_names()
    faults = [Fault(path="document", found=word, allowed=one_of(names, word)) for word in words if word not in names]
    if faults:
        raise ScenarioError(faults)
    for name in dict.fromkeys(words or names):
        file = paths.docs() / f"{name}.md"
        changed = write(file, text_of(name))
        print(f"{file.parent.name}/{file.name}: {'written' if changed else 'as it was'}")
    for kind in (paths.SCENARIOS, paths.BOARD, paths.LEVER, OF_KPIS):
        for name in not_shipped(kind, KPIS if kind == OF_KPIS else None):
            print(f"note: {kind}: {name} is in no document, since configs/{REGISTER} does not name it", file=sys.stderr)


def write(file: Path, text: str) -> bool:
    """Write a text file whole or not at all; gives whether it has changed."""
    content = text.encode()
    if file.is_file() and file.read_bytes() == content:
        return False
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        draft.write_bytes(content)
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return True
