"""What several extractors found for one field, set side by side. Plain values, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from screening.extraction.answers import Answer, same


class State(StrEnum):
    BLANK = "blank"
    SINGLE = "single"  # one extractor so far
    AGREED = "agreed"
    DIFFERS = "differs"
    SETTLED = "settled"  # the consensus


@dataclass(frozen=True, slots=True)
class Found:
    """One person's answer, with their name and the report's as shown to people."""

    by: str
    answer: Answer
    report: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of one study: the answers to show, one where all say the same."""

    state: State
    found: tuple[Found, ...] = ()

    @property
    def differs(self) -> bool:
        return self.state == State.DIFFERS

    @property
    def text(self) -> str:
        """For a table of plain text: differing answers each with their author."""
        if self.differs:
            return " | ".join(f"{one.by}: {one.answer.shown or '(blank)'}" for one in self.found)
        return self.found[0].answer.shown if self.found else ""


def compare(found: Sequence[Found], *, type: str, consensus: Found | None = None) -> Cell:
    """The cell for what completed extractions ``found``; a consensus stands above them all.

    A blank beside an answer differs: one of the two overlooked something.
    """
    if consensus is not None:
        return Cell(State.SETTLED, (consensus,))
    if all(one.answer.is_blank for one in found):
        return Cell(State.BLANK)
    first = found[0]
    if all(same(first.answer, other.answer, type=type) for other in found[1:]):
        return Cell(State.AGREED if len(found) > 1 else State.SINGLE, (first,))
    return Cell(State.DIFFERS, tuple(found))
