"""Evaluates a query over a collection, left to right as PubMed does, without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field

from screening.demo.corpus.collection import Collection
from screening.demo.query.pieces import OPERATORS, Term, pieces
from screening.demo.query.terms import Notes, Part, look_up


@dataclass(frozen=True)
class Found:
    """Hits as bits of the collection, and everything PubMed says about how it read the query."""

    hits: int
    translation: str
    notes: Notes


@dataclass
class _Group:
    """What stands between two parentheses, evaluated so far."""

    hits: int | None = None
    parts: list[str] = field(default_factory=list)
    operator: str = "AND"

    def add(self, part: Part) -> None:
        if part.hits is None:
            return
        if self.hits is None:
            self.hits = part.hits
        else:
            self.hits = _combine(self.operator, self.hits, part.hits)
            self.parts.append(self.operator)
        self.parts.append(part.translation)
        self.operator = "AND"

    def close(self) -> Part:
        text = " ".join(self.parts)
        return Part(self.hits, f"({text})" if len(self.parts) > 1 else text)


def evaluate(query: str, collection: Collection) -> Found:
    read, complaints = pieces(query)
    notes = Notes(messages=complaints)
    open_groups = [_Group()]
    for piece in read:
        if isinstance(piece, Term):
            open_groups[-1].add(look_up(piece, collection, notes))
        elif piece in OPERATORS:
            open_groups[-1].operator = piece
        elif piece == "(":
            open_groups.append(_Group())
        elif len(open_groups) > 1:
            part = open_groups.pop().close()
            open_groups[-1].add(part)
        else:
            notes.unbalanced()
    while len(open_groups) > 1:
        notes.unbalanced()
        part = open_groups.pop().close()
        open_groups[-1].add(part)
    hits = open_groups[0].hits or 0
    if not hits:
        notes.messages.append("No items found.")
    return Found(hits, " ".join(open_groups[0].parts), notes)


def _combine(operator: str, left: int, right: int) -> int:
    if operator == "OR":
        return left | right
    return left & ~right if operator == "NOT" else left & right
