"""Abstracts in one piece of text, taken apart only where their labels are plain."""

from __future__ import annotations

import re

from screening.records.description import Section

_LABEL = re.compile(
    r"(?:\A|(?<=[.?!)\]\"\u201d;%])\s+|\n\n)"
    r"([A-Z][A-Z /&,'()-]{2,70}[A-Z)]|[A-Z][a-z]+(?:(?: |/| & )[A-Za-z]+){0,3}):(?=\s)"
)
_HEADINGS = frozenset(
    """
    abstract aim aims analysis approach background conclusion conclusions context contribution data
    design discussion dissemination ethics evidence exposure exposures findings funding highlights
    hypothesis implications importance interpretation intervention interventions introduction
    limitations materials measurement measurements measures method methodology methods objective
    objectives observations outcome outcomes participants patients perspective problem procedure
    procedures purpose purposes question rationale recommendations registration relevance result results
    review sample selection setting settings significance sources strengths study subjects summary
    synthesis
    """.split()  # noqa: SIM905 - a hundred quotation marks would hide the words
)
_FILLERS = frozenset({"and", "of", "the", "for", "or", "in", "to"})


def sections(text: str) -> tuple[Section, ...]:
    """The labelled parts of ``text``, or all of it as one part.

    Taken apart only if it begins with a heading and has two or more: in capitals with a word usual in
    headings (``MAIN OUTCOME MEASURES:``), or in small letters made of nothing but such words.
    """
    found = [match for match in _LABEL.finditer(text) if _is_heading(match[1])] if ":" in text else []
    if len(found) < 2 or found[0].start() > 0:
        return (Section(text),) if text else ()
    ends = [match.start() for match in found[1:]] + [len(text)]
    return tuple(
        Section(text[match.end() : end].strip(), label=match[1])
        for match, end in zip(found, ends, strict=True)
    )


def _is_heading(label: str) -> bool:
    words = re.findall(r"[a-z]+", label.lower())
    if label.isupper():
        return any(word in _HEADINGS for word in words)
    return all(word in _HEADINGS or word in _FILLERS for word in words)
