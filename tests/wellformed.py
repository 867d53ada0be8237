"""What is wrong with the form of a Markdown page."""

import re
from pathlib import Path

CELL_EDGE = re.compile(r"(?<!\\)\|")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def malformed(text: str, folder: Path) -> list[str]:
    """Every fault of a page that lies in this folder, in words."""
    faults = []
    if not text.startswith("# "):
        faults.append("does not begin with its title")
    if not text.endswith("\n") or text.endswith("\n\n"):
        faults.append("does not end with one line break")
    lines = text.splitlines()
    if sum(line.startswith("```") for line in lines) % 2:
        faults.append("leaves a block of code open")
    prose = list(_prose(lines))
    faults += [f"has a second title: {line}" for _, line in prose[1:] if line.startswith("# ")]
    faults += _unequal_tables(prose)
    faults += [f"leads to what is not there: {link}" for link in _dead_links(prose, folder)]
    return faults


def _prose(lines):
    """The lines that are not code, with their numbers."""
    code = False
    for number, line in enumerate(lines, start=1):
        if line.startswith("```"):
            code = not code
        elif not code:
            yield number, line


def _unequal_tables(prose):
    """Rows that have more or fewer cells than the head of their table, and heads without a line below."""
    head = before = None
    above = ""
    for number, line in prose:
        if not line.startswith("|"):
            head, above = None, line
            continue
        cells = len(CELL_EDGE.findall(line)) - 1
        if head is None or number != before + 1:
            head, first = cells, number
            if above.strip():
                yield f"has no empty line above the table in line {number}"
        elif number == first + 1 and not re.fullmatch(r"\|(?: ?:?-+:? ?\|)+", line):
            yield f"has no line below the head of the table in line {first}"
        if cells != head:
            yield f"has {cells} cells in line {number}, below a head of {head}"
        before = number


def _dead_links(prose, folder):
    """Links to files and headings that do not exist."""
    headings = {_anchor(line.lstrip("#")) for _, line in prose if re.match(r"#+ ", line)}
    for _, line in prose:
        for link in LINK.findall(line):
            file, _, heading = link.partition("#")
            if file.startswith(("http:", "https:")):
                continue
            if (file and not (folder / file).exists()) or (not file and heading not in headings):
                yield link


def _anchor(heading):
    """The name under which a heading can be linked to."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
