"""Which format a file is in, told by its content; its records; and what to show before they are imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from screening.lib import decoding
from screening.records.description import Description, Received
from screening.searches.fileformat import FORMATS, FileFormat, FileRefused

_SURE_ENOUGH = 0.5
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
    first 50 of ``problem_count``; ``unreadable`` records will be kept raw."""

    format_key: str
    format_label: str
    encoding: str
    records: int
    unreadable: int
    first: tuple[Description, ...]
    missing: dict[str, int]
    problems: tuple[Problem, ...]
    problem_count: int


def recognise(head: bytes) -> type[FileFormat]:
    """The format of a file that begins with ``head`` (``decoding.HEAD`` bytes of it), never by its name.

    Raises ``FileRefused`` where it is none we read.
    """
    text = _plain_text(head)
    score, best = max(((plugin().recognises(text), plugin) for plugin in FORMATS), key=lambda pair: pair[0])
    if score < _SURE_ENOUGH:
        beginning = next(line.strip() for line in text.splitlines() if line.strip())[:60]
        raise FileRefused(
            f"We do not know this kind of file; we read {_labels()}. It begins with: \u201c{beginning}\u201d"
        )
    return best


def read(stream: BinaryIO, format_key: str | None = None) -> Iterator[Received]:
    """Every record of a file that can be rewound, in its order; in the format found or the one given.

    Raises ``FileRefused``: at once for what is no such file, later where a record never ends.
    """
    stream.seek(0)
    head = stream.read(decoding.HEAD)
    stream.seek(0)
    if format_key is None:
        plugin = recognise(head)
    elif format_key in FORMATS:
        _plain_text(head)
        plugin = FORMATS[format_key]
    else:
        raise FileRefused(f"There is no format \u201c{format_key}\u201d; we read {_labels()}.")
    return plugin().read(stream)


def summarise(stream: BinaryIO, limit: int = 10, format_key: str | None = None) -> Summary:
    """Reads the whole file once and keeps the first ``limit`` descriptions. Raises ``FileRefused``."""
    stream.seek(0)
    plugin = FORMATS[format_key] if format_key else recognise(stream.read(decoding.HEAD))
    records = unreadable = problem_count = 0
    first: list[Description] = []
    problems: list[Problem] = []
    missing = dict.fromkeys(_CHECKED, 0)
    for received in read(stream, plugin.key):
        records += 1
        if received.problem:
            problem_count += 1
            if len(problems) < _PROBLEMS_SHOWN:
                problems.append(Problem(received.line, received.problem))
        description = received.description
        if description is None:
            unreadable += 1
            continue
        if len(first) < limit:
            first.append(description)
        for field in _CHECKED:
            missing[field] += not getattr(description, field)
    if not records:
        raise FileRefused(f"There is no record in this file, read as {plugin.label}.")
    encoding = decoding.name_encoding(stream)
    return Summary(
        plugin.key,
        plugin.label,
        encoding,
        records,
        unreadable,
        tuple(first),
        missing,
        tuple(problems),
        problem_count,
    )


def _plain_text(head: bytes) -> str:
    what = decoding.not_text(head)
    if what == "a web page":
        raise FileRefused(
            "This is a web page, not an export. The database may have ended your session: sign in there and"
            " export again."
        )
    if what:
        raise FileRefused(
            f"This is {what}. Export the records from the database as {_labels()}, then import that."
        )
    text = decoding.text_of(head)
    if not text.strip("\ufeff \t\r\n"):
        raise FileRefused(
            "The file is empty. Export the records again and look at the file before importing it."
        )
    return text


def _labels() -> str:
    return " or ".join(plugin.label for plugin in FORMATS)
