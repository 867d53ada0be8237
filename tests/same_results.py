"""Whether two versions of the code wrote the same results: a folder of each, by `python tests/same_results.py BEFORE AFTER`.

What is called otherwise now is mapped back first. Tables have to hold the same values in the same order, to the last bit;
drawings the same lines; pages and pictures of text the same numbers in the same order. What says when, where and by which code
results were made is left out.
"""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd

FILES = {"other_luck.parquet": "kpis_reseeded.parquet"}
KPIS = {
    "found": "identified",
    "found_per_1000": "identified_per_1000",
    "waiting_for_too_much": "unfundable_requests",
}
KEYS = {"most": "max_replications", "lived_twice": "reseeded", "other_luck.parquet": "kpis_reseeded.parquet"}
#: What a manifest says of the making.
MAKING = {"plan", "code", "versions", "git", "machine", "timings", "written", "files", "bytes", "sha256", "hash"}
OTHERS = {"multirun.yaml"}  #: what libraries write, with the words and the time of the call
NUMBER = re.compile(r"(?<![\w#])[-−]?\d[\d,.]*")


def renamed(text, names):
    """A text of which a name of several parts, such as `exits.gave_up`, begins with an old one."""
    head, dot, tail = text.partition(".")
    return names.get(head, head) + dot + tail


def kpi(text):
    """The name of a KPI as it is now."""
    return renamed(text, KPIS) if isinstance(text, str) else text


def frame(path):
    """A table with the names of now."""
    table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    table = table.rename(columns=lambda column: " ".join(kpi(word) for word in str(column).split(" ")))
    for column in table.columns:
        if column == "kpi" or str(column).endswith("_kpi"):
            table[column] = table[column].astype(object).map(kpi)
    return table


def difference_of_tables(old, new):
    """What differs between two tables, in one line; empty where nothing does."""
    before, after = frame(old), frame(new)
    if list(before.columns) != list(after.columns):
        return f"columns {list(before.columns)} / {list(after.columns)}"
    if len(before) != len(after):
        return f"{len(before)} / {len(after)} rows"
    for column in before.columns:
        first, second = (table[column].astype(object).to_numpy() for table in (before, after))
        same = [
            left is right or left == right or (pd.isna(left) and pd.isna(right))
            for left, right in zip(first, second, strict=True)
        ]
        if not all(same):
            row = int(np.argmin(same))
            return f"{column}, row {row}: {first[row]!r} / {second[row]!r} ({len(same) - sum(same)} differ)"
    return ""


def plain(value):
    """A manifest with the names of now, without what says how it was made."""
    if isinstance(value, dict):
        return {
            KEYS.get(renamed(key, KPIS), renamed(key, KPIS)): plain(below)
            for key, below in value.items()
            if key not in MAKING
        }
    if isinstance(value, list):
        return [plain(below) for below in value]
    return kpi(value).replace("luck", "chance") if isinstance(value, str) else value


class Text(HTMLParser):
    """The text of a page."""

    def __init__(self):
        super().__init__()
        self.parts = []
        self.is_hidden = 0

    def handle_starttag(self, tag, attrs):
        self.is_hidden += tag in ("style", "script", "svg")

    def handle_endtag(self, tag):
        self.is_hidden -= tag in ("style", "script", "svg")

    def handle_data(self, data):
        if not self.is_hidden:
            self.parts.append(data)


def numbers_of_page(path):
    """Every number of a page in its order, without those that say when and by what it was made."""
    reader = Text()
    reader.feed(path.read_text(encoding="utf-8"))
    text = " ".join(reader.parts)
    text = re.sub(r"\b[0-9a-f]{7,12}\b|\d{4}-\d\d-\d\d.\d\d:\d\d\S*|\d+ seconds?|\d+\.\d+\.\d+", " ", text)
    return NUMBER.findall(text)


def lines_of_drawing(path):
    """The shapes of a drawing, without its texts, which are drawn as shapes of letters."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    return re.findall(r' d="([^"]*)"', re.sub(r'<g id="text_\d+">.*?</g>\s*</g>', "", text, flags=re.S))


def difference_of_manifests(first, other):
    """Which keys differ, in one line; empty where none does."""
    before, after = (plain(json.loads(path.read_text(encoding="utf-8"))) for path in (first, other))
    return "" if before == after else f"differs in {[key for key in before if before[key] != after.get(key)]}"


def difference_of_pages(first, other):
    """The first numbers that differ, in one line; empty where none does."""
    before, after = numbers_of_page(first), numbers_of_page(other)
    if before == after:
        return ""
    at = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
    return f"{len(before)} / {len(after)} numbers, {before[at:][:4]} / {after[at:][:4]}"


def difference_of_drawings(first, other):
    """Whether lines differ, in two words; empty where none does."""
    return "" if lines_of_drawing(first) == lines_of_drawing(other) else "other lines"


DIFFERENCES = {
    ".parquet": difference_of_tables,
    ".csv": difference_of_tables,
    ".json": difference_of_manifests,
    ".html": difference_of_pages,
    ".svg": difference_of_drawings,
    ".png": lambda *_: "",  # a picture shows what the drawing of its name does
}


def difference(first, other):
    """What differs between two files, in one line; empty where nothing does."""
    if first.read_bytes() == other.read_bytes() or first.name in OTHERS:
        return ""
    return DIFFERENCES.get(first.suffix, lambda *_: "other bytes")(first, other)


def main(before, after):
    """Compare two folders; gives how many files differ."""
    expected = {path.relative_to(before) for path in before.rglob("*") if path.is_file()}
    paths = {path.relative_to(after) for path in after.rglob("*") if path.is_file()}
    named = {path: path.with_name(FILES.get(path.name, path.name)) for path in expected}
    faults = [f"{path}: missing" for path in sorted(named.values()) if path not in paths]
    faults += [f"{path}: new" for path in sorted(paths - set(named.values()))]
    same_bytes = 0
    for path, now in sorted(named.items()):
        if now not in paths:
            continue
        same_bytes += (before / path).read_bytes() == (after / now).read_bytes()
        if fault := difference(before / path, after / now):
            faults.append(f"{now}: {fault}")
    print("\n".join(faults))
    print(f"{len(named)} files, {same_bytes} the same to the last byte, {len(faults)} differ")
    return len(faults)


if __name__ == "__main__":
    sys.exit(min(main(*map(Path, sys.argv[1:3])), 100))
