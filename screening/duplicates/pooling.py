"""What becomes of votes when two citations turn out to be one report. Plain values in, plain values out.

| on the one kept | on the other    | then                                                                     |
|-----------------|-----------------|--------------------------------------------------------------------------|
| none            | a vote          | it counts on the kept one as well                                        |
| a vote          | the same        | nothing: one person, one vote                                            |
| a vote          | another verdict | the person's vote is withdrawn, and they are asked again                 |
| resolved        | the other way   | the resolution no longer stands: the votes of both decide, or conflict   |
| open or alike   | resolved        | the resolution counts on the kept one as well                            |

After a rule of buhos (Bustos Navarrete et al., SoftwareX 2018). Nothing is deleted: it is superseded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdicts = Mapping[int, str]  # member -> standing verdict
_NONE = "withdrawn"
_DECIDED = ("included", "excluded")


@dataclass(frozen=True, slots=True)
class Pooled:
    """Members whose vote is carried to the kept citation, and those who are asked again there."""

    carried: tuple[int, ...]
    asked_again: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one candidate stands. ``resolver`` is the member whose resolution decided it, ``None`` without one."""

    outcome: str
    resolver: int | None = None


def pool(kept: Verdicts, other: Verdicts) -> Pooled:
    carried: list[int] = []
    again: list[int] = []
    for member, verdict in sorted(other.items()):
        here = kept.get(member, _NONE)
        if verdict in (_NONE, here):
            continue
        (carried if here == _NONE else again).append(member)
    return Pooled(tuple(carried), tuple(again))


def resolution(kept: Stand, other: Stand, voters: Verdicts) -> Literal["", "carry", "void"]:
    """What happens to resolutions; nobody's is carried to a candidate where they voted (``voters``)."""
    differ = kept.outcome != other.outcome
    if kept.resolver is not None:
        return "void" if differ and other.outcome in _DECIDED else ""
    if other.resolver is None or other.resolver in voters or kept.outcome == "conflict":
        return ""
    return "" if differ and kept.outcome in _DECIDED else "carry"
