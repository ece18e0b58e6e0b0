"""What a utility answers, and the ways NCBI words an error."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape

_ROOTS: Final = {
    "esearch": "eSearchResult",
    "efetch": "eFetchResult",
    "esummary": "eSummaryResult",
    "epost": "ePostResult",
    "einfo": "eInfoResult",
    "elink": "eLinkResult",
}


@dataclass(frozen=True)
class Answer:
    body: bytes
    status: int = 200
    kind: str = "text/xml; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


def xml(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status)


def plain(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status, "text/plain; charset=UTF-8")


def as_json(value: Any, status: int = 200, **headers: str) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    named = {name.replace("_", "-"): said for name, said in headers.items()}
    return Answer(body, status, "application/json; charset=UTF-8", named)


def result(utility: str, inside: str, status: int = 200) -> Answer:
    """The utility's own XML document around ``inside``."""
    root = _ROOTS[utility]
    return xml(f"{head(utility)}<{root}>{inside}</{root}>\n", status)


def head(utility: str) -> str:
    """What stands before the root element."""
    root = _ROOTS[utility]
    doctype = (
        f'<!DOCTYPE {root} PUBLIC "-//NLM//DTD {utility} 20060628//EN" '
        f'"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/{utility}.dtd">'
    )
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n{doctype}\n'


def error(utility: str, sentence: str, status: int = 200, json_wanted: bool = False) -> Answer:
    if json_wanted and utility == "esearch":
        # NCBI leaves the line breaks of the sentence raw, so that strict JSON parsers refuse the answer.
        text = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"' + sentence + '"}}'
        return Answer(text.encode(), status, "application/json; charset=UTF-8")
    return result(utility, f"<ERROR>{escape(sentence)}</ERROR>", status)
