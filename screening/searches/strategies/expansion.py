"""Numbered lines put together to the one query that is sent, with what was put in marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from screening.searches.strategies.faults import faults
from screening.searches.strategies.lines import Line, is_numbered, lines

LONGEST: Final = 20_000  # characters of a query; more is refused before it is written out


class StrategyRefused(Exception):
    """The strategy cannot be put together; ``sentences`` say why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True, slots=True)
class Sent:
    """A stretch of a query. ``origin`` says where it comes from if it was not typed there: ``#2``, or ``limits``."""

    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A line, or under ``limits`` the last line with the limits: its name, as typed, and as sent."""

    name: str
    typed: str
    sent: list[Sent]

    @property
    def query(self) -> str:
        return joined(self.sent)

    @property
    def expanded(self) -> bool:
        return any(stretch.origin for stretch in self.sent)


@dataclass(frozen=True)
class Strategy:
    """A strategy as typed, with its limits. Reading one raises nothing; putting together one with ``faults`` does."""

    text: str
    limits: str = ""

    @cached_property
    def lines(self) -> list[Line]:
        """Empty where the text is no numbered lines: then it is sent as typed."""
        return lines(self.text) if is_numbered(self.text) else []

    @cached_property
    def faults(self) -> list[str]:
        return faults(self.lines) or _too_long(self.lines)

    @property
    def idle(self) -> list[Line]:
        """Lines that are no part of what is sent."""
        used: set[int] = set()
        for line in reversed(self.lines):
            if not used or line.number in used:
                used |= {line.number, *line.named}
        return [line for line in self.lines if line.number not in used]

    @property
    def sent(self) -> list[Sent]:
        """The query in stretches: the last line with those that it refers to, and the limits.

        Raises ``StrategyRefused``.
        """
        told = self.put_together(self.lines[-1]) if self.lines else [Sent(self.text.strip())]
        limits = self.limits.strip()
        if not limits:
            return told
        return [Sent("(", "limits"), *told, Sent(f") AND ({limits})", "limits")]

    @property
    def query(self) -> str:
        return joined(self.sent)

    def put_together(self, line: Line) -> list[Sent]:
        """A line with each reference replaced by what it stands for, in parentheses. Raises ``StrategyRefused``."""
        if self.faults:
            raise StrategyRefused(self.faults)
        return [
            Sent(self._whole[piece.number], piece.text) if piece.kind == "reference" else Sent(piece.text)
            for piece in line.pieces
        ]

    @cached_property
    def _whole(self) -> Mapping[int, str]:
        """Each line written out, in parentheses. A line refers to earlier ones only."""
        written: dict[int, str] = {}
        for line in self.lines:
            parts = (
                written[piece.number] if piece.kind == "reference" else piece.text for piece in line.pieces
            )
            written[line.number] = f"({''.join(parts)})"
        return written


def parts(strategy: Strategy) -> list[Part]:
    """What can be counted of a strategy: its lines, and the whole with its limits. None where there are no lines."""
    found = [Part(line.name, line.text, strategy.put_together(line)) for line in strategy.lines]
    if found and strategy.limits.strip():
        found.append(Part("limits", strategy.limits.strip(), strategy.sent))
    return found


def joined(sent: Sequence[Sent]) -> str:
    return "".join(stretch.text for stretch in sent)


def _too_long(found: Sequence[Line]) -> list[str]:
    """Adds up what each line would become: a few lines that name each other twice would fill the memory."""
    size: dict[int, int] = {}
    for line in found:
        size[line.number] = 2 + sum(
            size[piece.number] if piece.kind == "reference" else len(piece.text) for piece in line.pieces
        )
        if size[line.number] - 2 > LONGEST:
            return [
                f"Line {line.name}: with the lines that it refers to it has {size[line.number] - 2:,} characters;"
                f" {LONGEST:,} are sent at most. Split the search in two: their results are joined in the review."
            ]
    return []
