"""From votes to an outcome, by the stage rules of the protocol. Plain values in, plain values out.

| standing votes (2 required)           | outcome                                                        |
|---------------------------------------|----------------------------------------------------------------|
| none, or one                          | pending                                                        |
| include + include                     | included, agreed                                               |
| exclude + exclude, same reason        | excluded, agreed                                               |
| exclude + exclude, differing reasons  | by rule: the reason first in the declared order; or conflict   |
| include + exclude                     | conflict                                                       |
| maybe + anything                      | by rule: maybe counts as include; or conflict                  |
| a resolution                          | its verdict; the votes stay                                    |
| opened again                          | conflict, until it is settled or all who voted voted anew      |

A vote beyond the number required counts like any other: if it disagrees, what was agreed becomes a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["pending", "included", "excluded", "conflict"]
DecidedBy = Literal["", "agreed", "resolved"]


@dataclass(frozen=True, slots=True)
class Vote:
    """What one member thinks now: ``include``, ``maybe``, ``exclude``, or ``withdrawn``, which is no vote.

    ``reason`` is the id of the primary exclusion reason, where one was given. ``fresh``: not cast before the
    outcome was opened again.
    """

    verdict: str
    reason: int | None = None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """Stage rules: ``maybe`` is ``include`` or ``conflict``, ``differing_reasons`` ``order`` or ``conflict``.

    ``reason_order`` holds the ids of the exclusion reasons in their declared order; looked at only where it decides.
    """

    votes_required: int
    maybe: str = "include"
    differing_reasons: str = "order"
    reason_order: Iterable[int] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a candidate stands, who decided, and the one primary reason of an exclusion.

    ``reasons_differ``: all exclude, for different reasons, and the declared order chose: reported apart.
    """

    state: State
    decided_by: DecidedBy = ""
    reason: int | None = None
    reasons_differ: bool = False


REOPENED = "reopened"
PENDING = Outcome("pending")
CONFLICT = Outcome("conflict")


def settle(votes: Iterable[Vote], rules: Rules, resolution: Vote | None = None) -> Outcome:
    """The outcome of one candidate, given one standing vote per member and its latest resolution, if any.

    A resolution that says ``reopened`` asks for a fresh look: votes from before it agree on nothing.
    """
    reopened = resolution is not None and resolution.verdict == REOPENED
    if resolution is not None and not reopened:
        return _decided(resolution.verdict, "resolved", resolution.reason)
    standing = [vote for vote in votes if vote.verdict != "withdrawn"]
    if len(standing) < rules.votes_required:
        return PENDING
    if reopened and not all(vote.fresh for vote in standing):
        return CONFLICT
    verdicts = {rules.maybe if vote.verdict == "maybe" else vote.verdict for vote in standing}
    if verdicts == {"include"}:
        return _decided("include", "agreed", None)
    if verdicts == {"exclude"}:
        return _excluded({vote.reason for vote in standing if vote.reason is not None}, rules)
    return CONFLICT


def _excluded(reasons: set[int], rules: Rules) -> Outcome:
    """All exclude. Who named no reason does not contradict who did."""
    if len(reasons) < 2:
        return Outcome("excluded", "agreed", next(iter(reasons), None))
    if rules.differing_reasons == "conflict":
        return CONFLICT
    places = {reason: place for place, reason in enumerate(rules.reason_order)}
    first = min(reasons, key=lambda reason: (places.get(reason, len(places)), reason))
    return Outcome("excluded", "agreed", first, reasons_differ=True)


def _decided(verdict: str, by: DecidedBy, reason: int | None) -> Outcome:
    if verdict == "include":
        return Outcome("included", by)
    if verdict == "exclude":
        return Outcome("excluded", by, reason)
    raise ValueError(f"A candidate is included or excluded, not {verdict!r}")
