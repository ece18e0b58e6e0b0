"""One record of tagged lines: its fields by their tags, and what stood in them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d*);")


def one_line(text: str) -> str:
    """White space folded, ``&amp;`` and its like as what they mean."""
    folded = "  " not in text and text.isprintable()  # nearly all are; folding costs five times as much
    text = text.strip(" ") if folded else " ".join(text.split())
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


_WHITE = b"\xc2\xe1\xe2\xe3"  # how white space beyond ASCII begins in UTF-8
_SURELY_NOT_WHITE = bytes(byte for byte in range(0x20, 0x100) if byte not in _WHITE) + b"\r\n"


def is_tidy(raw: bytes, text: str) -> bool:
    """Whether in a record, every line of which has two blanks behind its tag and no others in a row, ``one_line``
    would change no value. To ask once costs a third of asking for each."""
    spaced = text.replace("\n", " ")  # so that a blank at the end of a line is one of two in a row
    return (
        spaced.count("  ") == text.count("\n") + 1
        and (not raw.translate(None, _SURELY_NOT_WHITE) or spaced.isprintable())
        and not ("&" in text and _ENTITY.search(text))
    )


def paragraphs(text: str) -> str:
    """The value with an empty line between paragraphs."""
    if "\n" not in text:
        return one_line(text)
    groups = groupby(text.split("\n"), key=lambda line: bool(line.strip()))
    return "\n\n".join(one_line("\n".join(group)) for filled, group in groups if filled)


def ends_empty(lines: list[str]) -> bool:
    """An empty line follows."""
    return len(lines) > 1 and not lines[-1].strip()


@dataclass(slots=True)
class Block:
    """The tags and values of one record, values as written, with the lines that continue them. ``raw`` also holds
    what stood between it and its neighbours.

    While it is read, the last field, ``tag``, is open, and its ``lines`` are in no field yet. A record read at once
    has no ``fields``; where it is ``tidy``, its values are as ``one_line`` would have them.
    """

    line: int
    opening: str
    raw: list[bytes]
    fields: list[tuple[str, str]] = field(default_factory=list)
    by_tag: dict[str, list[str]] = field(default_factory=dict)
    closed: bool = False
    damaged: bool = False
    tidy: bool = False
    tag: str = ""
    lines: list[str] = field(default_factory=list)

    def add(self, tag: str, lines: list[str]) -> None:
        self.end()
        self.tag, self.lines = tag, lines
        self.by_tag.setdefault(tag, [])

    def end(self) -> None:
        """The open field has all its lines."""
        if self.lines:
            text = "\n".join(self.lines)
            self.fields.append((self.tag, text))
            self.by_tag[self.tag].append(text)
            self.lines = []

    @property
    def parted(self) -> bool:
        """An empty line follows the last field, but not the first: not every line is followed by one."""
        return bool(self.fields) and ends_empty(self.lines) and not ends_empty(self.fields[0][1].split("\n"))

    def is_empty(self, *frame: str) -> bool:
        """No field says anything but those of the ``frame``."""
        return not any(text.strip() for tag in self.by_tag if tag not in frame for text in self.by_tag[tag])

    def texts(self, *tags: str) -> list[str]:
        """Every value with one of these tags as written, tag after tag."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return [text for tag in tags if tag in self.by_tag for text in self.by_tag[tag]]

    def in_order(self, *tags: str) -> list[str]:
        """The same in the order of the file."""
        if len(tags) == 1:
            return self.texts(*tags)
        return [text for tag, text in self.fields if tag in tags]

    def values(self, *tags: str) -> tuple[str, ...]:
        """Their values, without empty ones."""
        texts = self.texts(*tags)
        return tuple(filter(None, texts if self.tidy else map(one_line, texts)))

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one."""
        for tag in tags:
            for text in self.by_tag.get(tag, ()):
                if value := text if self.tidy else one_line(text):
                    return value
        return ""

    def items(self, *tags: str) -> tuple[str, ...]:
        """What stands between the semicolons of their values."""
        parts = (part.strip() for value in self.values(*tags) for part in value.split(";"))
        return tuple(part for part in parts if part)

    def listed(self, *tags: str) -> tuple[str, ...]:
        """As ``items``, each once, and every line has its own: how reference managers write keywords."""
        texts = self.texts(*tags)
        together = ";".join(texts)
        if self.tidy and together.count(";") == len(texts) - 1:
            return tuple(dict.fromkeys(filter(None, texts)))
        if not self.tidy:
            together = one_line(together.replace("\n", ";"))
        return tuple(dict.fromkeys([item for part in together.split(";") if (item := part.strip())]))

    def prose(self, *tags: str) -> str:
        """The paragraphs of their values, an empty line between."""
        texts = self.texts(*tags)
        return "\n\n".join(filter(None, texts if self.tidy else map(paragraphs, texts)))

    def each(self, tags: Iterable[str]) -> dict[str, list[str]]:
        """The paragraphs of each of these tags that has any."""
        found = {}
        for tag in tags:
            texts = self.by_tag[tag]
            if values := list(filter(None, texts if self.tidy else map(paragraphs, texts))):
                found[tag] = values
        return found

    def others(self, known: frozenset[str]) -> dict[str, list[str]]:
        """The same of all tags outside ``known``."""
        return self.each(tag for tag in self.by_tag if tag not in known)


def first_found(find: Callable[[str], str], values: Iterable[str]) -> str:
    """What ``find`` (``identifiers.doi`` …) sees in the first value in which it sees anything."""
    for value in values:
        if found := find(value):
            return found
    return ""
