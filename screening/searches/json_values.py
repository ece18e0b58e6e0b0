"""Values out of other people's JSON, where anything may be missing or of another type than documented."""

from __future__ import annotations

from typing import Any


def value(data: Any, *path: str) -> Any:
    """What stands at the end of a path of names; ``None`` where the path breaks off."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def text(data: Any, *path: str) -> str:
    """The text or number at a path, white space folded; else ``""``."""
    found = value(data, *path)
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return ""
    return " ".join(str(found).split())


def several(data: Any, *path: str) -> list[Any]:
    """The list at a path; one thing alone counts as a list of it, nothing as an empty one."""
    found = value(data, *path)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def texts(data: Any, *path: str) -> tuple[str, ...]:
    """The texts of the list at a path, each once."""
    return tuple(dict.fromkeys(filter(None, (text(one) for one in several(data, *path)))))
