"""Text in an encoding that a person names, where the one found was wrong."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

ENCODINGS = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859-2": "ISO 8859-2 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "mac-roman": "Mac Roman",
    "cp850": "DOS, code page 850",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift JIS (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16, big-endian",
}
"""Name for Python: label for people. UTF-8 is not among them: it is always found."""

_HOLES = "screening.holes"
_CHUNK = 1024 * 1024
_IN_MEMORY = 16 * 1024 * 1024


@contextmanager
def recoded(stream: BinaryIO, encoding: str) -> Iterator[BinaryIO]:
    """The whole stream as UTF-8 behind a byte order mark; the stream itself where no ``encoding`` is named.

    Bytes that the encoding has no character for become the control characters of their number (U+0081 …), so that
    ``as_received`` gives them back.
    """
    if not encoding:
        yield stream
        return
    decoder = codecs.getincrementaldecoder(encoding)(_HOLES)
    stream.seek(0)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        copy.write(codecs.BOM_UTF8)
        start = True
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            text = decoder.decode(chunk)
            copy.write((text.removeprefix("\ufeff") if start else text).encode(errors="replace"))
            start = False
        copy.write(decoder.decode(b"", final=True).encode(errors="replace"))
        copy.seek(0)
        yield cast(BinaryIO, copy)


def as_received(raw: bytes, encoding: str) -> bytes:
    """A part of a recoded stream in the bytes that it had before."""
    return raw.decode("utf-8-sig", "replace").encode(encoding, _HOLES) if encoding else raw


def _hole(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1", "replace"), error.end
    raise error


codecs.register_error(_HOLES, _hole)
