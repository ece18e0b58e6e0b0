"""What an importable file format looks like to the rest of the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, ClassVar, Protocol

from screening.lib.registry import Registry
from screening.records.description import Received


class FileRefused(ValueError):
    """The file cannot be read as this format, or as any. The message is for the person."""


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


FORMATS: Registry[FileFormat] = Registry("screening.searches.formats")
