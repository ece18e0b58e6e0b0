"""Cuts a query into parentheses, operators and terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


Token = str | Term  # "(", ")", "AND", "OR", "NOT", or a term


def tokens(query: str) -> tuple[list[Token], list[str]]:
    """The tokens of a query, and what had to be ignored to read it."""
    complaints = []
    if query.count('"') % 2:
        cut = query.rindex('"')
        query = query[:cut] + " " + query[cut + 1 :]
        complaints.append("Unmatched double quote ignored.")
    return _ranges(_terms(query)), complaints


def _terms(query: str) -> list[Token]:
    out: list[Token] = []
    words: list[str] = []

    def flush(tag: str | None = None) -> None:
        if words:
            out.append(Term(" ".join(words), tag))
            words.clear()
        elif tag and out and isinstance(out[-1], Term) and out[-1].tag is None:
            out[-1] = Term(out[-1].text, tag, out[-1].quoted)

    for piece in _PIECE.finditer(query):
        kind, text = str(piece.lastgroup), piece[0]
        if kind == "tag":
            flush(piece["tag"].strip())
        elif kind == "word" and text not in OPERATORS:
            words.append(text)
        else:
            flush()
            out.append(
                Term(text.strip('"*') + "*" * text.endswith(('*"', "*")), quoted=True)
                if kind == "quoted"
                else text
            )
    flush()
    return out


def _ranges(found: list[Token]) -> list[Token]:
    """``a[dp] : b[dp]`` is one range, like ``a:b[dp]``."""
    out: list[Token] = []
    for token in found:
        before = out[-2:]
        if isinstance(token, Term) and len(before) == 2 and before[1] == ":" and isinstance(before[0], Term):
            out[-2:] = [Term(before[0].text, token.tag, until=token.text)]
        elif isinstance(token, Term) and not token.quoted and token.tag and ":" in token.text:
            first, _, last = token.text.partition(":")
            out.append(Term(first.strip(), token.tag, until=last.strip()))
        else:
            out.append(token)
    return [token for token in out if token != ":"]
