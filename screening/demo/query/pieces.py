"""Cuts a query into parentheses, operators and terms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

_PIECE: Final = re.compile(
    r'(?P<bracket>[()])|(?P<quoted>"[^"]*"\*?)|\[(?P<tag>[^\][]*)\]|(?P<colon>:(?=\s|"|$))|(?P<word>[^\s()\[\]"]+)'
)
OPERATORS: Final = frozenset({"AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True)
class Term:
    """Words as typed, and the field tag behind them (``None``: no tag). ``until`` ends a range."""

    text: str
    tag: str | None = None
    quoted: bool = False
    until: str = ""

    def __str__(self) -> str:
        shown = f'"{self.text}"' if self.quoted else self.text
        return f"{shown}[{self.tag}]" if self.tag else shown


Piece = str | Term  # "(", ")", "AND", "OR", "NOT", or a term


def pieces(query: str) -> tuple[list[Piece], list[str]]:
    """The pieces of a query, and what had to be ignored to read it."""
    complaints = []
    if query.count('"') % 2:
        cut = query.rindex('"')
        query = query[:cut] + " " + query[cut + 1 :]
        complaints.append("Unmatched double quote ignored.")
    return _ranges(_terms(query)), complaints


def _terms(query: str) -> list[Piece]:
    """Neighbouring words are one term; a tag belongs to the term before it."""
    out: list[Piece] = []
    words: list[str] = []
    for found in _PIECE.finditer(query):
        kind, text = str(found.lastgroup), found[0]
        if kind == "word" and text not in OPERATORS:
            words.append(text)
            continue
        if words:
            out.append(Term(" ".join(words)))
            words = []
        if kind == "tag":
            _tag(out, str(found["tag"]).strip())
        elif kind == "quoted":
            inside = text.rstrip("*").strip('"')
            out.append(Term(f"{inside}*" if text.endswith("*") else inside, quoted=True))
        else:
            out.append(text)
    return [*out, Term(" ".join(words))] if words else out


def _tag(out: list[Piece], tag: str) -> None:
    last = out[-1] if out else None
    if isinstance(last, Term) and last.tag is None:
        out[-1] = replace(last, tag=tag)


def _ranges(found: list[Piece]) -> list[Piece]:
    """``a[dp] : b[dp]`` is one range, like ``a:b[dp]``."""
    out: list[Piece] = []
    for piece in found:
        first = out[-2] if len(out) > 1 and out[-1] == ":" else None
        if isinstance(piece, Term) and isinstance(first, Term):
            out[-2:] = [Term(first.text, piece.tag, until=piece.text)]
        elif isinstance(piece, Term) and piece.tag and not piece.quoted and ":" in piece.text:
            start, _, end = piece.text.partition(":")
            out.append(Term(start.strip(), piece.tag, until=end.strip()))
        else:
            out.append(piece)
    return [piece for piece in out if piece != ":"]
