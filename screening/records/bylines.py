"""All authors of a report in one string, as the cells of tables hold them."""

from __future__ import annotations

import html
import re
from typing import Literal

from screening.records.description import Author
from screening.records.names import CAPITAL, SMALL, author

Style = Literal["", "given first", "run together", "inverted"]
"""How a program writes names, where that is known: ``Ann B Lee`` or ``J LI``; ``Ann LeeBob Ray`` without a separator;
``Lee, Ann``, and what has no comma is a group."""

LONGEST = 500_000  # characters; a paper of 5,000 authors has less than half

_BLANKS = re.compile(r"\s+")
_NOTHING = ("null", "NULL", "nan", "NaN")  # but Nan is a name
_BETWEEN_QUOTED = re.compile(r"""(?<=['"])\s*,\s*(?=['"])""")
_ID = re.compile(r"\s*\((?:\d{5,}|https?://[^)]*|\d{4}-\d{4}-\d{4}-\d{3}[\dX])\)")
_SEPARATORS = (
    re.compile(r"[;；]\s?(?:(?:and|&)\s)?"),
    re.compile(r"\||//"),
    re.compile(r"(?:\\n|\n)\s?(?:and\s)?"),
)
_AND = re.compile(r",?\s(?:and|&|und|et)\s")
_RUN_TOGETHER = re.compile(  # a small letter or a full stop, then the next one's capital; but McDonald is one
    rf"(?<={SMALL})(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bLa)(?<!\bLe)(?<!\bVan)(?<!\bO’)"
    rf"(?={CAPITAL}(?:{SMALL}|['’]{CAPITAL}|\.))|(?<=[\w)]\.)(?={CAPITAL}{SMALL})"
)
_REST = re.compile(r"[,;]?\s?(?:…|\.\.\.|\bet al\b\.?|\band \d+ (?:more|others)\.?)\s?\Z", re.IGNORECASE)
_INITIALS = re.compile(rf"(?:{CAPITAL}\.?[ -]?){{1,4}}")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:administration|agency|alliance|association|authors|board|bureau|cent(?:er|re)|collaboration|collaborators|college"
    r"|commission|committee|consortium|corporation|council|department|federation|force|foundation|group|hospital"
    r"|initiative|institut\w*|investigators|limited|ltd|inc|ministry|network|organi[sz]ation|panel|party|program(?:me)?"
    r"|project|registry|service|society|study|team|trial|trialists|union|universit\w+|workgroup)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    """
    af al bin da dal dalla das de degli del della den der di do dos du el ibn la le lo st st. ten ter van vom von
    zu zur 't
    """.split()  # noqa: SIM905
)


def authors(text: str, style: Style = "") -> tuple[Author, ...]:
    """The people and groups named in ``text``, whatever stands between them."""
    text = _BLANKS.sub(_one_blank, html.unescape(text[:LONGEST]))
    names = [_ID.sub("", name) for name in _split(_REST.sub("", text), style)]
    if sum("," in name for name in names) > len(names) / 2:
        style = "inverted"
    return tuple(found for name in names if (found := one(name, style)))


def one(name: str, style: Style = "") -> Author | None:
    """One name; without a comma, or initials at its end, the family name is taken to be the last."""
    name = " ".join(name.split()).strip("*,; ")
    if "," in name:
        family, _, given = name.partition(",")
        return Author(family=family) if family and given.strip() in _NOTHING else author(name)
    words = [word for word in name.split() if word not in _NOTHING]
    name = " ".join(words)
    found = author(name)
    if found and len(words) > 2 and _GROUP.search(name):
        return Author(literal=name)
    if found is None or len(words) < 2 or _GROUP.search(name):
        return found
    initials_last = _INITIALS.fullmatch(words[-1]) and not _INITIALS.fullmatch(words[0])
    if style == "inverted" or (not found.literal and (initials_last or style != "given first")):
        return found
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    is_particle = [word.lower() in _PARTICLES for word in words[:-1]]
    if is_particle[0] and words[0].istitle() and len(words) > 2 and not is_particle[1]:  # Van Manh Vu
        is_particle[0] = False
    first = is_particle.index(True) if any(is_particle) else len(words) - 1
    return Author(family=" ".join([*words[first:], *suffix.split()]), given=" ".join(words[:first]))


def _one_blank(blanks: re.Match[str]) -> str:
    return "\n" if "\n" in blanks[0] or "\r" in blanks[0] else " "


def written_list(text: str) -> list[str] | None:
    """The texts of a list as Python or JSON writes it, ``['Lee, A', "O'Neil, B"]``; ``None`` for anything else."""
    inner = text[1:-1].strip()
    if text[:1] != "[" or text[-1:] != "]" or inner[:1] not in ("'", '"'):
        return [] if text == "[]" else None
    items = (item[1:-1] for item in _BETWEEN_QUOTED.split(inner))
    return [item.replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\") for item in items]


def _split(text: str, style: Style) -> list[str]:
    stripped = text.strip()
    if (listed := written_list(stripped)) is not None:
        return listed
    for separator in _SEPARATORS:
        if separator.search(stripped):
            return separator.split(stripped)
    if style == "run together":
        return _taken_apart(stripped)
    if "," not in stripped and _GROUP.search(stripped):  # Institute of Food and Health
        return [stripped]
    parts = _AND.split(stripped)
    inverted = sum(part.count(",") == 1 for part in parts)  # Lee, Ann and Ray, Bob and Walking Group
    if len(parts) > 1 and (inverted == len(parts) or inverted > len(parts) / 2 > 1):
        return parts
    if any("," in part for part in parts) and not all(
        "," in part for part in parts
    ):  # Ann Lee, Bob Ray and Jo Li
        return _between_commas(", ".join(parts))
    return [name for part in parts for name in _between_commas(part)]


def _taken_apart(text: str) -> list[str]:
    """Names that run together. A word alone is the beginning of the next one's given name: ``WenGuang Chen``."""
    names = [""]
    for part in _RUN_TOGETHER.split(text):
        if not names[-1] or " " in names[-1]:
            names.append(part)
        else:
            names[-1] += part
    return names[1:]


def _between_commas(text: str) -> list[str]:
    """``Lee A, Ray B`` are two, ``Lee, Ann`` is one, ``Lee, A., Ray, B.`` are two."""
    parts: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    if len(parts) < 2:
        return parts
    families, given = parts[::2], parts[1::2]
    if len(families) != len(given) or any(map(is_whole, families)):
        return parts
    if len(parts) > 2 and not any(_is_given(part) for part in given):
        return parts
    return [f"{family}, {rest}" for family, rest in zip(families, given, strict=True)]


def is_whole(name: str) -> bool:
    """Family name and initials, in either order: nothing is missing."""
    words = name.split()
    return len(words) > 1 and any(_INITIALS.fullmatch(word) for word in (words[0], words[-1]))


def _is_given(part: str) -> bool:
    """Initials, or a word alone."""
    return bool(_INITIALS.fullmatch(part)) or " " not in part
