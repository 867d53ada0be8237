"""What a Parquet file says of where it came from, so that one that is passed on alone can still be told from another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

PREFIX = "ipc."  #: of every key; each value is JSON


def lineage(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Key-value metadata for the tables of a run: the same on every machine, without times, places or names of machines.

    Parameters
    ----------
    manifest
        Of the run. What it does not say is left out.

    Returns
    -------
    dict
        ``ipc.seed``; ``ipc.scenarios`` (the hash of each scenario's configuration, by name); ``ipc.version`` of the project
        and ``ipc.code``, the hash of the code that made the numbers.
    """
    return _written(_origin(manifest))


def lineage_of_sweep(manifests: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The same for the table of a sweep: under each key, what is so for each combination."""
    origins = {name: _origin(manifest) for name, manifest in manifests.items()}
    keys = dict.fromkeys(key for origin in origins.values() for key in origin)
    return _written({key: {name: origin[key] for name, origin in origins.items() if key in origin} for key in keys})


def _origin(manifest: Mapping[str, Any]) -> dict[str, Any]:
    scenarios = {name: entry.get("hash") for name, entry in manifest.get("scenarios", {}).items()}
    version = manifest.get("versions", {}).get("ipc-rollout")
    origin = {"seed": manifest.get("seed"), "scenarios": scenarios, "version": version, "code": manifest.get("code")}
    return {key: value for key, value in origin.items() if value not in (None, {})}


def _written(origin: Mapping[str, Any]) -> dict[str, str]:
    return {PREFIX + key: json.dumps(value, ensure_ascii=False) for key, value in origin.items()}
