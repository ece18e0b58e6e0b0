"""Bytes of somebody's export file, read as lines of text with bounded memory.

The encoding is found in this order: byte order mark; UTF-16 or UTF-32 by where the NUL bytes stand; then each
line by itself as UTF-8 or else Windows-1252, because people glue exports of different programs together. Mac
Roman takes the place of Windows-1252 where the head of the file makes words of it and not of the other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from typing import BinaryIO, NamedTuple

HEAD = 64 * 1024
LONGEST_LINE = 16 * 1024 * 1024

_CHUNK = 64 * 1024  # what the processor's own memory holds is read sooner than more at once
_LONGEST_PORTION = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"BZh", "a compressed (bzip2) file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed (7z) file"),
    (b"Rar!", "a compressed (RAR) file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database file"),
)
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b]")
_MOST_CONTROLS = 0.05  # share of characters; random bytes have 0.1 and more, damaged text far less
_LAST_LINE = re.compile(rb"[^\n]*\n(?:\r?\n)*")  # and the empty ones behind it
_LONE_CR = re.compile(rb"\r(?!\n)")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BEHIND_LETTER = re.compile(rb"(?<=[a-z\x80-\xff])[\x80-\xff]")


class UnreadableText(ValueError):
    """These bytes are no lines of text. The message is for the person."""


class Line(NamedTuple):
    """One line: its 1-based number, the bytes as received with their line end, and the text without it.

    ``damaged`` when some bytes were no text in any encoding and stand as U+FFFD. A portion of a file that was asked
    for in one (see ``lines``) has LF between its lines.
    """

    number: int
    raw: bytes
    text: str
    damaged: bool = False


def encoding_of(head: bytes) -> tuple[str, bytes]:
    """The encoding's name and its byte order mark; ``utf-8`` stands for "UTF-8 or Windows-1252, by line"."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, mark
    nul = [head[i::4].count(0) / max(len(head[i::4]), 1) for i in range(4)]
    if min(nul[2:]) > 0.9 and nul[0] < 0.5:
        return "utf-32-le", b""
    if min(nul[:2]) > 0.9 and nul[3] < 0.5:
        return "utf-32-be", b""
    even, odd = nul[::2], nul[1::2]
    if min(odd) > 0.1 and max(even) < min(odd) / 10:
        return "utf-16-le", b""
    if min(even) > 0.1 and max(odd) < min(even) / 10:
        return "utf-16-be", b""
    return "utf-8", b""


def lines(stream: BinaryIO, ending: bytes = b"") -> Iterator[Line]:
    """Every line from the stream's position on. CR, LF and CRLF end a line; U+2028, U+0085, FF, VT do not.

    With ``ending``, which is how some line begins, what leads to such a line and it are one, where that is plain
    UTF-8: to decode a record at once costs a tenth of its lines one by one. The ``raw`` of all lines together are the
    bytes of the stream. Raises ``UnreadableText``.
    """
    head = stream.read(HEAD)
    encoding, mark = encoding_of(head)
    chunks = chain((head[len(mark) :],), iter(lambda: stream.read(_CHUNK), b""))
    number = 1
    for raw, text, damaged in _decoded(chunks, encoding, single_byte(head), ending):
        ends = text.count("\n")
        text = text.rstrip("\r\n")
        yield Line(number, mark + raw, text.replace("\0", "") if b"\0" in raw else text, damaged)
        mark = b""
        number += ends or 1


def taken_apart(portion: Line) -> Iterator[Line]:
    """Its lines one by one."""
    raws = portion.raw.splitlines(keepends=True)
    for offset, raw in enumerate(raws):
        text = raw.decode().removeprefix("\ufeff" if portion.number == 1 and not offset else "")
        yield Line(portion.number + offset, raw, text.rstrip("\r\n"), portion.damaged)


def portions(stream: BinaryIO) -> Iterator[str]:
    """The rest of the stream in pieces of any length, for what has no lines.

    Bytes that are no UTF-8 stand as ``surrogateescape`` has them (PEP 383), for ``mended``; those that are no
    UTF-16 or UTF-32, as U+FFFD.
    """
    head = stream.read(HEAD)
    encoding, mark = encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8" else "replace")
    yield decoder.decode(head[len(mark) :])
    for chunk in iter(lambda: stream.read(_CHUNK), b""):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def single_byte(head: bytes) -> str:
    """What lines that are no UTF-8 are taken for: ``cp1252`` or ``mac-roman``, whichever has more small letters
    and punctuation behind letters."""
    behind = b"".join(
        b"".join(_BEHIND_LETTER.findall(line)) for line in head.splitlines() if not _is_utf8(line)
    )
    mac, windows = (
        sum(character.islower() or character in "‘’“”–—…" for character in behind.decode(name, "replace"))
        for name in ("mac-roman", "cp1252")
    )
    return "mac-roman" if mac > windows else "cp1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"  # the head may end inside a character
    return True


def text_of(head: bytes) -> str:
    """The head of a file as text, lines joined by LF."""
    return "\n".join(line.text for line in lines(BytesIO(head)))


def shown(raw: bytes, encoding: str = "") -> str:
    """A record's bytes for a person to read, in the ``encoding`` somebody named or the one found; what is no text
    stands as ``\\xe9``."""
    return raw.decode(encoding or encoding_of(raw[:HEAD])[0], "backslashreplace")


def not_text(head: bytes) -> str:
    """What the file is where it is no plain text, e.g. ``"a PDF"``; ``""`` for text."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    try:
        text = "".join(text for _, text, _ in _decoded((head,), encoding_of(head)[0], "cp1252"))
    except UnreadableText:
        return "a binary file"
    if _WEB_PAGE.match(text.lstrip("\ufeff")):
        return "a web page"
    return "a binary file" if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text) else ""


def name_encoding(stream: BinaryIO) -> str:
    """How the whole stream is encoded, for people. Reads it from its start and rewinds it."""
    stream.seek(0)
    head = stream.read(HEAD)
    encoding, mark = encoding_of(head)
    stream.seek(0)
    if encoding != "utf-8":
        return encoding[:6].upper()
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chain(iter(lambda: stream.read(_CHUNK), b""), (b"",)):
            decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        name = "Mac Roman" if single_byte(head) == "mac-roman" else "Windows-1252"
        return f"{name}, at least in part"
    finally:
        stream.seek(0)
    return "UTF-8 with byte order mark" if mark else "UTF-8"


def _decoded(
    chunks: Iterable[bytes], encoding: str, fallback: str, ending: bytes = b""
) -> Iterator[tuple[bytes, str, bool]]:
    if encoding != "utf-8":
        return _wide(chunks, encoding)
    return _in_portions(chunks, fallback, ending) if ending else _narrow(chunks, fallback)


def _in_portions(chunks: Iterable[bytes], fallback: str, ending: bytes) -> Iterator[tuple[bytes, str, bool]]:
    """What is no plain text comes in lines, and so does the rest of a file in which no end is to be found."""
    ending, rest = b"\n" + ending, b""
    chunks = iter(chunks)
    for chunk in chunks:
        buffer, start = rest + chunk, 0
        while (at := buffer.find(ending, start)) >= 0 and (last := _LAST_LINE.match(buffer, at + 1)):
            raw = buffer[start : last.end()]
            text = _plain(raw)
            if text:
                yield raw, text, False
            else:
                yield from _narrow((raw,), fallback)
            start = last.end()
        rest = buffer[start:]
        if len(rest) > _LONGEST_PORTION:
            break
    yield from _narrow(chain((rest,), chunks), fallback)


def _plain(raw: bytes) -> str:
    """UTF-8 with LF or CRLF and without NUL, its line ends LF; of anything else, nothing."""
    if b"\0" in raw or _LONE_CR.search(raw):
        return ""
    try:
        return raw.decode().replace("\r", "")
    except UnicodeDecodeError:
        return ""


def _physical_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        pieces = (rest + chunk).splitlines(keepends=True)  # of bytes: at CR, LF, CRLF only
        # a CR at the very end may be half a CRLF
        rest = pieces.pop() if pieces and not pieces[-1].endswith(b"\n") else b""
        if len(rest) > LONGEST_LINE:
            raise UnreadableText(f"It has a line of more than {LONGEST_LINE // 1024**2} MB.")
        yield from pieces
    if rest:
        yield rest


def _narrow(chunks: Iterable[bytes], fallback: str) -> Iterator[tuple[bytes, str, bool]]:
    for raw in _physical_lines(chunks):
        try:
            yield raw, raw.decode(), False
        except UnicodeDecodeError:
            yield raw, *mended(raw, fallback)


def mended(raw: bytes, fallback: str) -> tuple[str, bool]:
    """The text of bytes that are no UTF-8, and whether some could not be read: UTF-8 with a few broken bytes where
    most of what is not ASCII reads as UTF-8; else the ``fallback`` encoding."""
    text = raw.decode(errors="replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) > 2 * broken:
        return text, True
    text = raw.decode(fallback, errors="replace")
    return text, "\ufffd" in text


def _wide(chunks: Iterable[bytes], encoding: str) -> Iterator[tuple[bytes, str, bool]]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        for utf8 in _physical_lines(decoder.decode(chunk).encode(errors="surrogatepass") for chunk in chunks):
            text = utf8.decode(errors="surrogatepass")
            shown = _SURROGATES.sub("\ufffd", text)
            yield text.encode(encoding, "surrogatepass"), shown, shown != text
    except UnicodeDecodeError as error:
        raise UnreadableText(f"This is not {encoding[:6].upper()} text.") from error
    left = decoder.getstate()[0]
    if left:  # half a character at the end of a file cut short
        yield left, "", True
