"""What an importable file format looks like to the rest of the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Protocol, runtime_checkable

from screening.lib.registry import Registry
from screening.records.description import Received


class FileRefused(ValueError):
    """The file cannot be read as this format, or as any. The message is for the person."""


class UnknownColumns(FileRefused):
    """The file is a table, but nobody has said what its columns hold."""


class FileFormat(Protocol):
    """Reads one kind of export file as a stream, bounded in memory, without Django.

    ``recognises`` looks at the first 64 kB of decoded text and says how sure it is, 0.0 to 1.0.
    ``read`` yields every record of the file in order, unreadable ones with their ``problem``.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    extensions: ClassVar[tuple[str, ...]]

    def recognises(self, head: str) -> float: ...

    def read(self, stream: BinaryIO) -> Iterator[Received]: ...


@runtime_checkable
class Binary(Protocol):
    """A format whose files are no text: its first bytes tell it."""

    def recognises_bytes(self, head: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sample:
    """A look at a table for the person who says what its columns hold: ``columns`` by name; ``fields`` what each is
    taken to hold, ``""`` where that is unknown; the first ``rows`` under the header; ``program`` who wrote the table,
    ``""`` where that cannot be told."""

    columns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    program: str = ""


@runtime_checkable
class Tabular(Protocol):
    """A format with columns, which a person may say the meaning of."""

    def sample(self, stream: BinaryIO) -> Sample: ...

    def mapped(self, mapping: Mapping[str, str]) -> FileFormat: ...


FORMATS: Registry[FileFormat] = Registry("screening.searches.formats")
