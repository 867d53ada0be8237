"""What two mappings say together, which are put over each other key by key."""

from __future__ import annotations

from typing import Any


def merged(earlier: Any, later: Any) -> Any:
    """What two files, or a file and an override, say together: mappings key by key, of all else the later."""
    if not (isinstance(earlier, dict) and isinstance(later, dict)):
        return later
    result = dict(earlier)
    for key, value in later.items():
        result[key] = merged(result.get(key), value)
    return result
