"""Which format a file is in, told by its content and never by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from screening.lib import decoding
from screening.searches.assigning import fingerprint, is_table
from screening.searches.fileformat import FORMATS, Binary, FileFormat, FileRefused, Sample, Tabular
from screening.searches.tables.columns import layout

Inside = Mapping[str, Mapping[str, str]]
"""What the columns of the tables in an archive hold: column to field, by the fingerprint of the columns."""

_SURE_ENOUGH = 0.5
_TABLE = "csv"


def recognise(head: bytes) -> type[FileFormat]:
    """The format of a file that begins with ``head`` (``decoding.HEAD`` bytes of it), never by its name.

    Raises ``FileRefused`` where it is none we read, and for an archive, which is not one file.
    """
    if found := _binary(head):
        return found
    text = _plain_text(head)
    score, best = max(((plugin().recognises(text), plugin) for plugin in FORMATS), key=lambda pair: pair[0])
    if score < _SURE_ENOUGH:
        beginning = next(line.strip() for line in text.splitlines() if line.strip())[:60]
        raise FileRefused(
            f"We do not know this kind of file; we read {_labels()}. It begins with: \u201c{beginning}\u201d"
        )
    return best


def is_binary(head: bytes) -> bool:
    """Whether the file is in a format that is no text."""
    return _binary(head) is not None


def _binary(head: bytes) -> type[FileFormat] | None:
    for plugin in FORMATS:
        reader = plugin()
        if isinstance(reader, Binary) and reader.recognises_bytes(head):
            return plugin
    return None


def reader_of(head: bytes, format_key: str | None, mapping: Mapping[str, str] | None) -> FileFormat:
    """What reads the file that begins with ``head``, in the format found or the one given. Raises ``FileRefused``."""
    if format_key is None:
        reader = recognise(head)()
    elif format_key in FORMATS:
        reader = FORMATS[format_key]()
        if not isinstance(reader, Binary):
            _plain_text(head)
    else:
        raise FileRefused(f"There is no format \u201c{format_key}\u201d; we read {_labels()}.")
    return reader.mapped(mapping) if mapping and isinstance(reader, Tabular) else reader


def told_by_itself(text: BinaryIO) -> tuple[FileFormat, Sample | None, bool]:
    """What reads a file, its columns if it is a table, and whether their names or its content said so: a table that
    nothing tells is read as CSV. Raises ``FileRefused``."""
    head = text.read(decoding.HEAD)
    text.seek(0)
    sure = True
    try:
        reader = reader_of(head, None, None)
    except FileRefused:
        reader, sure = reader_of(head, _TABLE, None), False
        if not is_table(columns_in(reader, text) or Sample()):
            raise
    found = columns_in(reader, text)
    if found and isinstance(reader, Binary):
        sure = layout(found.columns).certainty > 0
    return reader, found, sure


def reader_inside(text: BinaryIO, inside: Inside) -> FileFormat:
    """What reads one file of an archive, in which a person said what the columns of tables hold."""
    reader, found, _ = told_by_itself(text)
    mapping = inside.get(fingerprint(found.columns)) if found else None
    if mapping and isinstance(reader, Tabular):
        return reader.mapped(mapping)
    return reader


def columns_in(reader: FileFormat, text: BinaryIO) -> Sample | None:
    """``None`` for what is no table."""
    if not isinstance(reader, Tabular):
        return None
    found = reader.sample(text)
    text.seek(0)
    return found


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
    *others, last = sorted((plugin.label for plugin in FORMATS), key=str.casefold)
    return f"{', '.join(others)} or {last}"
