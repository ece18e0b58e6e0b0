"""What kind of report a title announces: a notice about another one, a comment, a protocol, one part of several."""

from __future__ import annotations

import re
from enum import StrEnum

from screening.duplicates.titles import folded, without_additions


class Kind(StrEnum):
    NOTICE = "erratum or retraction notice"
    COMMENT = "comment or reply"
    PROTOCOL = "protocol"
    PREPRINT = "preprint"
    REGISTER = "register entry"
    MEETING = "conference abstract"


_TOLD = (
    (
        Kind.NOTICE,
        re.compile(
            r"\b(?:erratum|errata|corrigend\w+|correction|retraction|retracted|expression of concern|withdrawn"
            r"|addendum)\b|\(vol\.? ?\d+",
            re.I,
        ),
    ),
    (
        Kind.COMMENT,
        re.compile(
            r"^re:|^re |\b(?:comment\w*|reply|response to|author.{0,3} respon\w+|in reply|letter to the editor"
            r"|rejoinder|rebuttal|editorial)\b",
            re.I,
        ),
    ),
    (
        Kind.PROTOCOL,
        re.compile(r"\b(?:protocol|rationale and design|study design|design and rationale)\b", re.I),
    ),
)
_ABOUT = re.compile(  # what the title of a notice, comment or protocol adds to that of its report
    r"\A(?:(?:published |author )?(?:erratum|errata|corrigend\w+|correction|addendum|retraction(?: notice)?|withdrawn|"
    r"expression of concern)(?: to| for)?|re|comments?(?: on)?|commentary(?: on)?|reply(?: to)?(?: comment on)?"
    r"|response to|letter to the editor|in reply(?: to)?)\b[\s:.\-–—“”\"']*"
    r"|[\s:.\-–—“”\"']*\((?:vol|pg)\b[^)]*\)?\s*\Z|[\s:.\-–—“”\"']*\b(?:authors?['’]? )?repl(?:y|ies)\.?\s*\Z"
    r"|[\s:.\-–—]*\b(?:an? |the )?(?:study |trial )?protocol\b.*\Z|[\s:.\-–—]*\b(?:study )?(?:rationale and design"
    r"|design and rationale)\b.*\Z",
    re.I,
)


def announced(title: str) -> frozenset[Kind]:
    """Of a title as it stands."""
    title = without_additions(title)
    return frozenset(kind for kind, told in _TOLD if told.search(title))


def subject(title: str) -> str:
    """The title of what a notice, a comment or a protocol is about; the title itself for all others."""
    title = without_additions(title).strip()
    before = ""
    while before != title:
        before, title = title, _ABOUT.sub("", title).strip(" .:-–—“”\"'")
    return folded(title)
