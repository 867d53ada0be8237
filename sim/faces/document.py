"""`ipc document`: write the documents that are generated."""

from __future__ import annotations

import os
from pathlib import Path

from ..model import Fault, ScenarioError
from ..model.errors import one_of
from . import places
from .documents import document_names, text_of


def document(words: list[str]) -> None:
    """Write every document, or those named, into `docs/`."""
    if not places.docs().is_dir():
        allowed = "a checkout of the repository, to which the documents belong"
        raise ScenarioError([Fault(path="document", found=str(places.home()), allowed=allowed)])
    known = document_names()
    faults = [Fault(path="document", found=name, allowed=one_of(known, name)) for name in words if name not in known]
    if faults:
        raise ScenarioError(faults)
    for name in dict.fromkeys(words or known):
        file = places.docs() / f"{name}.md"
        changed = write(file, text_of(name))
        print(f"{file.parent.name}/{file.name}: {'written' if changed else 'as it was'}")


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
