"""Which column of a table holds which field, told by the columns' names. The names are data: ``columns.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from screening.records.bylines import Style

_FILE = Path(__file__).with_name("columns.toml")
_SIGNS = re.compile(r"[\W_]+")
_COPY = re.compile(r" \d$")  # pandas numbers columns of the same name: "Keywords.1"
_TELLING = frozenset({"title", "authors", "abstract", "doi", "pmid", "nct", "journal"})


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's columns: their ``names`` as written, and for each field the numbers of the columns that may hold
    it, the best first. ``program`` is who wrote the table, ``""`` where that cannot be told."""

    names: tuple[str, ...]
    fields: Mapping[str, tuple[int, ...]]
    program: str = ""
    names_style: Style = ""

    @property
    def certainty(self) -> float:
        """How sure it is that this is a table of records, 0.0 to 1.0."""
        if not _TELLING & self.fields.keys() or len(self.names) < 2:
            return 0.0
        return 0.9 if self.program else min(0.4 + 0.1 * len(self.fields), 0.8)


@dataclass(frozen=True, slots=True)
class _Program:
    label: str
    signature: frozenset[str]
    fields: dict[str, list[str]] = field(default_factory=dict)
    other: frozenset[str] = frozenset()
    names_style: Style = ""


def bare(name: str) -> str:
    """A column's name as it is compared: ``Author(s) ID`` is ``author s id``. Without a byte order mark, also one
    that was saved as three letters."""
    return _SIGNS.sub(" ", name.removeprefix("ï»¿")).strip().casefold()


def is_name(text: str) -> bool:
    """Whether some program has a column of this name."""
    return len(text) < 60 and bare(text) in _names()


def known_fields() -> frozenset[str]:
    """Every field that a column can hold."""
    general, programs = _known()
    return frozenset(general).union(*(program.fields for program in programs))


def layout(names: Sequence[str]) -> Layout:
    """What the columns of these names hold; without ``fields`` where none is known."""
    return _layout(tuple(names))


@lru_cache(maxsize=64)  # a table put end to end repeats its header
def _layout(names: tuple[str, ...]) -> Layout:
    general, programs = _known()
    places: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        if name:
            places.setdefault(_COPY.sub("", bare(name)), []).append(number)
    program = next((one for one in programs if one.signature <= places.keys()), _Program("", frozenset()))
    found = {}
    for name in general.keys() | program.fields.keys():
        wanted = [*program.fields.get(name, ()), *general.get(name, ())]
        columns = (places.get(column, ()) for column in dict.fromkeys(wanted) if column not in program.other)
        if numbers := tuple(chain.from_iterable(columns)):
            found[name] = numbers
    return Layout(_written(names), found, program.label, program.names_style)


def mapped(names: Sequence[str], mapping: Mapping[str, str]) -> Layout:
    """The columns as a person says: column name to field. Columns that are not in ``mapping`` hold no field."""
    unknown = set(mapping.values()) - known_fields()
    if unknown:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
    written = _written(names)
    found: dict[str, tuple[int, ...]] = {}
    for number, name in enumerate(written):
        if chosen := mapping.get(name):
            found[chosen] = (*found.get(chosen, ()), number)
    return replace(layout(names), names=written, fields=found)  # its program writes names in its own way


def _written(names: Sequence[str]) -> tuple[str, ...]:
    """The names with something for those that are empty."""
    return tuple(
        " ".join(name.replace("\ufeff", "").split()) or f"column {number}"
        for number, name in enumerate(names, 1)
    )


@cache
def _known() -> tuple[dict[str, list[str]], tuple[_Program, ...]]:
    data: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    programs = (
        _Program(
            **(one | {"signature": frozenset(one["signature"]), "other": frozenset(one.get("other", ()))})
        )
        for one in data["programs"]
    )
    return data["fields"], tuple(programs)


@cache
def _names() -> frozenset[str]:
    general, programs = _known()
    every = chain(general.values(), *(program.fields.values() for program in programs))
    return frozenset(chain.from_iterable(every))
