"""YAML as a person reads it: what would be read otherwise, or not at all, is a fault with its file and line."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import yaml
from omegaconf._utils import get_yaml_loader

from ..model import Fault, ScenarioError
from ..model.reader.node import is_text, word
from . import paths
from .references import REFERENCE_ALLOWED, is_allowed

_PREFIX = "tag:yaml.org,2002:"
_PLAIN = {f"{_PREFIX}{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq")}
_NULL, _MERGE = f"{_PREFIX}null", f"{_PREFIX}merge"
#: Numbers as YAML 1.1 has them: 010 is 8, 0x1F is 31, 1:30 is 90; and what looks like one to people, but not to YAML (08).
_MISREAD = re.compile(
    r"[-+]?(0\d[\d_]*\.?[\d_]*(e[-+]?\d+)?|0[xob][\da-f_]+|\d*_[\d_]*\.?[\d_]*|\d*\.\d*_[\d_]*|\d[\d_]*(:\d+)+(\.\d*)?)",
    re.IGNORECASE,
)
_NUMBER_ALLOWED = "a number in plain digits, such as 100 or 0.5; or a text, in quotation marks"


class _Loader(get_yaml_loader()):  # type: ignore[misc]
    """Knows no dates, and takes `on` and `off` for words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    f"{_PREFIX}bool",
    re.compile("^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE)$"),
    list("yYnNtTfF"),
)


def read_yaml(file: Path) -> Any:
    """What a file holds, as plain mappings, lists, texts and numbers.

    Raises
    ------
    ScenarioError
        With every fault: the file and the line, what stands there, and what is allowed.
    """
    text = read_text(file)
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        if faults := [*_faults(loader, node, file)]:
            raise ScenarioError(faults)
        return loader.construct_document(node)
    except yaml.YAMLError as error:
        raise ScenarioError([_not_yaml(file, error)]) from error
    except RecursionError as error:
        raise ScenarioError(
            [Fault(path=location(file), found="brackets", allowed="fewer of them in each other")]
        ) from error


def read_node(file: Path) -> yaml.Node | None:
    """What a file that can be read holds, with its lines."""
    node: yaml.Node | None = yaml.compose(read_text(file), Loader=_Loader)
    return node


def read_text(file: Path) -> str:
    """The text of a file.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is no text.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ScenarioError([Fault(path=location(file), found=reason, allowed="a file that can be read")]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start : error.start + 1]
        raise ScenarioError([Fault(path=location(file, line), found=byte, allowed="text in UTF-8")]) from error


def keys_in_words(value: Any) -> Any:
    """A value with every key in it as the model knows it."""
    if isinstance(value, dict):
        return {word(key): keys_in_words(below) for key, below in value.items()}
    return [keys_in_words(below) for below in value] if isinstance(value, list) else value


def location(file: Path, line: int | None = None) -> str:
    """A file, and a line of it, as a fault names them."""
    name = paths.display_name(file)
    for folder in (paths.scenarios(), paths.configs()):
        if file.is_relative_to(folder):
            name = file.relative_to(folder).as_posix()
    return name if line is None else f"{name}, line {line}"


def _not_yaml(file: Path, error: yaml.YAMLError) -> Fault:
    """What is wrong with a file that cannot be read at all, and where."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    reason = problem or str(error).splitlines()[0]
    return Fault(path=location(file, mark.line + 1 if mark else None), found=reason, allowed="valid YAML")


def _faults(loader: _Loader, root: yaml.Node, file: Path) -> Iterator[Fault]:
    """What in a file would be read otherwise than it is written."""
    seen: set[int] = set()
    pending = [("", root)]
    while pending:
        path, node = pending.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        fault_path = location(file, node.start_mark.line + 1) + (f": {path}" if path else "")
        if node.tag not in _PLAIN or _is_tagged(loader, node):
            yield Fault(
                path=fault_path, found=node.tag.replace(_PREFIX, "!!"), allowed="no tag, and texts in quotation marks"
            )
        elif isinstance(node, yaml.ScalarNode):
            if allowed := _clearer(node, path):
                yield Fault(path=fault_path, found=node.value, allowed=allowed)
        elif isinstance(node, yaml.MappingNode):
            yield from _faults_of_keys(node, path, file)
            below = [(_below(path, key), value) for key, value in node.value if key.tag != _MERGE]
            merged = [(path, value) for key, value in node.value if key.tag == _MERGE]
            pending += reversed(below + merged)
        else:
            pending += reversed([(f"{path}[{index}]", value) for index, value in enumerate(node.value)])


def _is_tagged(loader: _Loader, node: yaml.Node) -> bool:
    """Whether a scalar is taken for something else than it looks like."""
    if not isinstance(node, yaml.ScalarNode):
        return False
    plain = node.style is None
    looks_like: str = loader.resolve(yaml.ScalarNode, node.value, (plain, not plain))
    return node.tag != looks_like


def _clearer(node: yaml.ScalarNode, path: str) -> str:
    """What to write instead of a scalar that is read otherwise; nothing where it is clear."""
    if node.style is None and _MISREAD.fullmatch(node.value):
        return _NUMBER_ALLOWED
    if not is_text(node.value):
        return "whole letters"
    if node.value == "???":
        return "a value"
    if path.startswith("defaults[") and "${" in node.value:
        return "the name of a file"
    return "" if is_allowed(node.value) else REFERENCE_ALLOWED


def _faults_of_keys(node: yaml.MappingNode, path: str, file: Path) -> Iterator[Fault]:
    names: set[Hashable] = set()
    for key, value in node.value:
        line = location(file, key.start_mark.line + 1)
        fault_path = line + (f": {path}" if path else "")
        if not isinstance(key, yaml.ScalarNode) or key.tag == _NULL:
            text = key.value if isinstance(key, yaml.ScalarNode) else "a list or a mapping"
            yield Fault(path=fault_path, found=text or None, allowed="a word as a key")
            continue
        if key.tag == _MERGE:
            continue
        if allowed := _clearer(key, ""):
            yield Fault(path=fault_path, found=key.value, allowed=allowed)
        name = _key_word(key)
        if name in names:
            yield Fault(path=line, found=f"found duplicate key {name}", allowed="valid YAML")
        names.add(name)
        if node.flow_style and value.tag == _NULL and value.value == "":
            yield Fault(path=fault_path, found=key.value, allowed="a key with its value; a decimal point is no comma")


def _below(path: str, key: yaml.Node) -> str:
    return f"{path}.{_key_word(key)}" if path else _key_word(key)


def _key_word(key: yaml.Node) -> str:
    """A key as the model knows it."""
    truth = {"yes": True, "true": True, "no": False, "false": False}.get(str(key.value).lower())
    return word(truth) if key.tag == f"{_PREFIX}bool" and truth is not None else str(key.value)
