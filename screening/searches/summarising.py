"""What a file holds, counted before it is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from screening.lib import decoding
from screening.lib.recoding import ENCODINGS
from screening.records.description import Description, Received
from screening.searches import archives
from screening.searches.fileformat import Binary, FileRefused
from screening.searches.opening import head, parts
from screening.searches.reading import records
from screening.searches.recognising import Inside
from screening.searches.repeating import Repeat, Repeats
from screening.searches.rows import tells_of_a_part

Watch = Callable[[int], None]

_WATCHED = 500  # records
_PROBLEMS_SHOWN = 50
_CHECKED = ("title", "abstract", "year", "doi", "authors")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one record, and the line of the file where it begins."""

    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A file before its import. ``missing`` counts readable records without a field; ``problems`` are the
    first 50 of ``problem_count``; ``unreadable`` records will be kept raw. For an archive, ``format_key`` is its
    kind and the label names the formats in it; ``encoding`` is empty for what is no text. ``repeats`` are the first
    of ``repeated`` records with an accession number that one before has; ``partial`` says why the file seems to be
    a part of what was to be exported."""

    format_key: str
    format_label: str
    encoding: str
    records: int
    unreadable: int
    first: tuple[Description, ...]
    missing: dict[str, int]
    problems: tuple[Problem, ...]
    problem_count: int
    repeats: tuple[Repeat, ...] = ()
    repeated: int = 0
    partial: tuple[str, ...] = ()


def summarise(
    stream: BinaryIO,
    limit: int = 10,
    format_key: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    inside: Inside | None = None,
    watch: Watch = lambda _: None,
) -> Summary:
    """Reads the whole file once and keeps the first ``limit`` descriptions; ``watch`` is told now and then how many
    records it has seen, and may raise to stop. Raises ``FileRefused``."""
    kind = archives.kind(head(stream))
    count, keys, labels, encodings = _Count(limit, watch), [], [], []
    for part in parts(stream, format_key, mapping, encoding, inside):
        keys.append(part.reader.key)
        labels.append(part.reader.label)
        if not isinstance(part.reader, Binary):
            encodings.append(ENCODINGS.get(part.encoding) or decoding.name_encoding(part.stream))
        count.add(records(part))
    label = ", ".join(dict.fromkeys(labels)) + (f" in a {archives.KINDS[kind]}" if kind else "")
    if not count.records:
        raise FileRefused(f"There is no record in this file, read as {label}.")
    return Summary(
        kind or keys[0],
        label,
        ", ".join(dict.fromkeys(encodings)),
        count.records,
        count.unreadable,
        tuple(count.first),
        count.missing,
        tuple(count.problems),
        count.problem_count,
        tuple(count.repeats.first),
        count.repeats.count,
        tuple(dict.fromkeys(count.partial)),
    )


class _Count:
    """What a summary says of records."""

    def __init__(self, limit: int, watch: Watch) -> None:
        self._limit, self._watch = limit, watch
        self.records = self.unreadable = self.problem_count = 0
        self.first: list[Description] = []
        self.problems: list[Problem] = []
        self.missing = dict.fromkeys(_CHECKED, 0)
        self.repeats = Repeats()
        self.partial: list[str] = []

    def add(self, found: Iterable[Received]) -> None:
        problem = ""
        for received in found:
            self.records += 1
            if self.records % _WATCHED == 0:
                self._watch(self.records)
            problem = received.problem
            self.repeats.look_at(received)
            if received.problem:
                self.problem_count += 1
                if len(self.problems) < _PROBLEMS_SHOWN:
                    self.problems.append(Problem(received.line, received.problem))
            if received.description is None:
                self.unreadable += 1
            else:
                self._describe(received.description)
        if tells_of_a_part(problem):  # the last record's
            self.partial.append(problem)

    def _describe(self, description: Description) -> None:
        if len(self.first) < self._limit:
            self.first.append(description)
        for field in _CHECKED:
            self.missing[field] += not getattr(description, field)
