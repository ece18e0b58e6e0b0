"""Which votes a change of the criteria concerns. Plain values in, plain values out.

| vote                                     | concerned by                                                         |
|------------------------------------------|----------------------------------------------------------------------|
| include, maybe                           | criteria that are new or reworded; new reasons without such a one    |
| exclude, for a reason tied to a criterion| that reason, if it is gone or renamed; that criterion, in any way    |
| exclude, for a reason tied to none       | that reason; criteria that are gone or reworded                      |
| exclude without a reason                 | criteria that are gone or reworded                                   |

What is stricter than before can only turn an inclusion, what is wider only an exclusion; words may do either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from screening.lib.word_diff import Piece, words

Kind = Literal["new", "gone", "reworded"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A criterion (``reason`` is ``None``) or an exclusion reason, by its id, that differs between two versions.

    ``code`` is that of the criterion, or of the one that the reason is tied to. The text is empty where it was not.
    """

    kind: Kind
    code: str
    reason: int | None
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        return words(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Amendment:
    """Everything that differs at one stage, and which criterion each reason is or was tied to."""

    changed: tuple[Changed, ...]
    ties: dict[int, str]


def amendment(old: dict[str, Any], new: dict[str, Any], *, stage: str) -> Amendment:
    """Compare two versions as they were frozen (``protocol.snapshot``) at ``title_abstract`` or ``full_text``."""
    criteria = _differing(_criteria(old, stage), _criteria(new, stage))
    reasons = _differing(_reasons(old, stage), _reasons(new, stage))
    ties = {reason["id"]: reason["criterion"] for plan in (new, old) for reason in plan["reasons"]}
    found = [Changed(kind, str(code), None, before, after) for kind, code, before, after in criteria]
    found += [Changed(kind, ties[int(pk)], int(pk), before, after) for kind, pk, before, after in reasons]
    return Amendment(tuple(found), ties)


def concerning(change: Amendment, *, verdict: str, reason: int | None) -> tuple[Changed, ...]:
    """What of an amendment concerns a vote like this, the most telling first."""
    if verdict != "exclude":
        return tuple(_stricter(change))
    own = [one for one in change.changed if reason is not None and one.reason == reason and one.kind != "new"]
    tie = change.ties.get(reason, "") if reason is not None else ""
    criteria = [one for one in change.changed if one.reason is None]
    if tie:
        return (*own, *(one for one in criteria if one.code == tie))
    return (*own, *(one for one in criteria if one.kind != "new"))


def _stricter(change: Amendment) -> Iterator[Changed]:
    criteria = [one for one in change.changed if one.reason is None and one.kind != "gone"]
    said = {one.code for one in criteria}
    yield from criteria
    yield from (
        one for one in change.changed if one.reason is not None and one.kind == "new" and one.code not in said
    )


def _criteria(plan: dict[str, Any], stage: str) -> dict[str | int, str]:
    label = {"inclusion": "Include", "exclusion": "Exclude"}
    return {c["code"]: f"{label[c['kind']]}: {c['text']}" for c in plan["criteria"] if c[f"at_{stage}"]}


def _reasons(plan: dict[str, Any], stage: str) -> dict[str | int, str]:
    return {reason["id"]: reason["label"] for reason in plan["reasons"] if reason[f"at_{stage}"]}


def _differing(
    old: dict[str | int, str], new: dict[str | int, str]
) -> Iterator[tuple[Kind, str | int, str, str]]:
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            yield "gone" if not after else "new" if not before else "reworded", key, before, after
