"""Files in zip archives and gzip, unpacked one at a time within bounds, each to be read as its own format."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast
from zipfile import ZipFile, ZipInfo

from screening.searches import unpacking
from screening.searches.fileformat import FileRefused

KINDS = {"zip": "zip archive", "gzip": "gzip file"}
MOST_NESTED = 2  # a zip of gzip files, but nothing deeper

_OFFICE = re.compile(
    rb"PK\x03\x04.{26}(?:xl/|word/|ppt/|\[Content_Types\]|_rels/|docProps/|mimetype)", re.DOTALL
)
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_CHUNK = 1024 * 1024
_IN_MEMORY = 16 * 1024 * 1024


class Unpacked(NamedTuple):
    """One file of an archive; ``name`` without its folders, ``""`` where it is the only one."""

    name: str
    stream: BinaryIO


class Budget:
    """What may still be unpacked of one file that somebody gave us, in however many archives inside it."""

    def __init__(self) -> None:
        self._left = unpacking.LARGEST

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise FileRefused(
                f"Unpacked, this archive has more than {unpacking.LARGEST // 1024**2:,} MB: import it in parts."
            )


def kind(head: bytes) -> str:
    """``zip``, ``gzip``, or ``""`` for any other file, office documents among them."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    return "zip" if head.startswith(unpacking.SIGNATURE) and not _OFFICE.match(head) else ""


def unpacked(stream: BinaryIO, archive_kind: str, budget: Budget) -> Iterator[Unpacked]:
    """Its files in their order; what operating systems add by themselves is passed over. Raises ``FileRefused``."""
    if archive_kind == "gzip":
        return _gunzipped(stream, budget)
    archive = unpacking.opened(stream)
    inside = [one for one in archive.infolist() if not one.is_dir() and not _LITTER.search(one.filename)]
    if not inside:
        raise FileRefused("There is no file in this archive.")
    return _unzipped(archive, inside, budget)


def _unzipped(archive: ZipFile, inside: list[ZipInfo], budget: Budget) -> Iterator[Unpacked]:
    for one in inside:
        name = PurePosixPath(one.filename).name[:100] if len(inside) > 1 else ""
        with _temporary() as copy:
            try:
                with archive.open(one) as packed:
                    for chunk in iter(lambda: packed.read(_CHUNK), b""):
                        budget.spend(len(chunk))
                        copy.write(chunk)
            except FileRefused:
                raise
            except unpacking.BROKEN as error:
                what = f"\u201c{name}\u201d in this archive" if name else "This archive"
                raise FileRefused(f"{what} is damaged or incomplete: download it again.") from error
            copy.seek(0)
            yield Unpacked(name, copy)


def _gunzipped(stream: BinaryIO, budget: Budget) -> Iterator[Unpacked]:
    with _temporary() as copy:
        size = 0
        try:
            with gzip.open(stream) as packed:
                for chunk in iter(lambda: packed.read(_CHUNK), b""):
                    budget.spend(len(chunk))
                    size += len(chunk)
                    if size > unpacking.ALWAYS_ALLOWED and size > unpacking.MOST_GROWN * stream.tell():
                        raise FileRefused("Unpacked, this file would be larger than its content can be.")
                    copy.write(chunk)
        except FileRefused:
            raise
        except unpacking.BROKEN as error:
            raise FileRefused("This file is damaged or incomplete: download it again.") from error
        copy.seek(0)
        yield Unpacked("", copy)


def _temporary() -> BinaryIO:
    return cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))
