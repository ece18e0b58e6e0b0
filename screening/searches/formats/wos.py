"""Web of Science's plain text and its ``.ciw``: one field tag a line, wrapped lines three blanks in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches.block import Block
from screening.searches.fileformat import FORMATS
from screening.searches.tagged import Dialect, received
from screening.searches.wos import KNOWN, describe

_FRAME = frozenset({"FN", "VR", "EF"})  # of the file, not of a record
_PROSE = frozenset({"AB", "TI", "FX"})
_TAG = re.compile(r"\ufeff?([A-Z][A-Z0-9])(?: (.*)|\s*)", re.DOTALL)
_HEADER = re.compile(r"^\ufeff?FN (?:ISI|Thomson|Clarivate|Web of)", re.MULTILINE)
_BEGINS = re.compile(r"^PT [A-Z]\s*$", re.MULTILINE)
_STANDARD = re.compile(r"^(?:AU|AF|TI|SO|PY|UT|SN|DT|LA) \S", re.MULTILINE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    """A carriage return inside an abstract puts prose at the margin: there only known tags count."""
    found = _TAG.fullmatch(text)
    if not found:
        return None
    tag, value = found[1], found[2] or ""
    if tag in _FRAME and (block is None or block.closed):
        return None
    if block and not block.closed and block.tag in _PROSE:
        genuine = tag in KNOWN and (tag != "PT" or len(value.strip()) == 1)
        return (tag, value) if genuine else None
    return tag, value


def _begins(tag: str, block: Block) -> bool:
    return tag == "PT"


_DIALECT = Dialect(tag=_tag, begins=_begins, closing="ER", closing_ends=True)


@FORMATS.register
class WebOfScience:
    key: ClassVar[str] = "wos"
    label: ClassVar[str] = "Web of Science plain text"
    extensions: ClassVar[tuple[str, ...]] = (".ciw", ".isi", ".txt")

    def recognises(self, head: str) -> float:
        fields = len(_STANDARD.findall(head))
        if _HEADER.search(head) or (_BEGINS.search(head) and fields > 1):
            return 0.95 if fields else 0.6
        return 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, describe)
