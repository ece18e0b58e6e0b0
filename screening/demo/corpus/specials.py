"""Reads specials.toml: the records no template can write."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from screening.demo.corpus.article import Article, Book, Issued, Link, Part, Person
from screening.demo.corpus.particulars import JOURNALS


def special_articles() -> Iterator[Article]:
    rows = tomllib.loads((Path(__file__).parent / "specials.toml").read_text("utf-8"))["article"]
    for row in rows:
        read = {key: _READ.get(key, _as_is)(value) for key, value in row.items()}
        yield Article(**{"doi": f"10.5555/invented.special.{row['pmid']}"} | read, topic="special")


def _as_is(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _person(text: str) -> Person:
    family, comma, rest = text.partition(", ")
    if not comma:
        return Person(group=text)
    given, _, suffix = rest.partition(", ")
    return Person(family, given, suffix)


def _book(row: dict[str, Any]) -> Book:
    return Book(**row | {"chapters": tuple(row["chapters"])})


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "issued": lambda row: Issued(**row),
    "journal": lambda row: JOURNALS[row],
    "people": lambda rows: tuple(map(_person, rows)),
    "parts": lambda rows: tuple(Part(text, label) for label, text in rows),
    "links": lambda rows: tuple(Link(*row) for row in rows),
    "book": _book,
}
