"""What the program is made of and how it runs: versions, settings, the machine on which it was measured."""

from __future__ import annotations

import re
import tomllib

from ...config import paths, provenance
from . import markdown

PIN = re.compile(r"^([\w\-]+)==(\S+)", re.MULTILINE)
NAME = re.compile(r"^[\w\-]+")


def project() -> dict[str, str]:
    """The project's name, version, licence and oldest Python."""
    table = tomllib.loads((paths.home() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "name": table["name"],
        "version": table["version"],
        "licence": table["license"],
        "python": table["requires-python"].lstrip(">="),
    }


def version_table() -> str:
    """The libraries that the program needs, and their pinned versions."""
    requirements = tomllib.loads((paths.home() / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    names = [match[0] for requirement in requirements if (match := NAME.match(requirement))]
    pinned: dict[str, list[str]] = {}
    for name, version in PIN.findall((paths.home() / "requirements" / "core.txt").read_text(encoding="utf-8")):
        pinned.setdefault(name, []).append(version)
    return markdown.table(("Library", "Pinned at"), [(name, " or ".join(pinned.get(name, ()))) for name in names])


def setting_table() -> str:
    """The settings of a run: their defaults, and what they mean."""
    entries = provenance.entries(paths.configs() / "run.yaml")
    rows = [(f"`{entry.path}`", entry.value or markdown.NONE, entry.comment) for entry in entries if entry.comment]
    return markdown.table(("Setting", "Default", "Meaning"), rows)


def machine() -> str:
    """The machine on which the times of `docs/performance.md` were measured, as that page says it."""
    for line in (paths.docs() / "performance.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("Measured on: "):
            return line.removeprefix("Measured on: ").rstrip(".")
    raise ValueError("docs/performance.md does not say on which machine it was measured")
