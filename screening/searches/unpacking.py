"""Zip archives of unknown origin, looked at before anything in them is unpacked."""

from __future__ import annotations

import zlib
from typing import BinaryIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from screening.searches.fileformat import FileRefused

SIGNATURE = b"PK\x03\x04"
MOST_FILES = 2_000
LARGEST = 1024**3  # bytes unpacked, all together
MOST_GROWN = 200  # times its packed size; text packs 3 to 20 times smaller, a bomb a thousand times
ALWAYS_ALLOWED = 32 * 1024**2  # bytes unpacked, however small they were packed

BROKEN = (
    BadZipFile,
    LargeZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)
"""What reading a damaged, truncated or encrypted archive raises."""


def opened(stream: BinaryIO, largest: int = LARGEST) -> ZipFile:
    """The archive, whose directory promises no more than ``largest`` bytes. Raises ``FileRefused``."""
    try:
        archive = ZipFile(stream)
        inside = archive.infolist()
    except BROKEN as error:
        raise FileRefused("This archive is damaged or incomplete: download it again.") from error
    _check(inside, largest)
    return archive


def _check(inside: list[ZipInfo], largest: int) -> None:
    """Raises ``FileRefused`` for a bomb and for what has a password. What the directory says of a size is what
    ``zipfile`` unpacks at most."""
    if len(inside) > MOST_FILES:
        raise FileRefused(
            f"There are {len(inside):,} files in this archive; {MOST_FILES:,} is the most we read."
        )
    if any(one.flag_bits & 1 for one in inside):
        raise FileRefused("This archive has a password: unpack it and import the files in it.")
    size, packed = sum(one.file_size for one in inside), sum(one.compress_size for one in inside)
    if size > largest or (size > ALWAYS_ALLOWED and size > MOST_GROWN * packed):
        raise FileRefused(
            f"Unpacked, this archive would have {size / 1024**2:,.0f} MB: that is more than its content can be."
        )
