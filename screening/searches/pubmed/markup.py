"""Text of PubMed XML for people to read: every character kept, markup turned into what it means.

Superscript and subscript become Unicode's own where it has every character (``CD4⁺``, ``H₂O``), else ``^(…)``
and ``_(…)``. Other markup (bold, italic, elements nobody has heard of) goes, its text stays. White space is
folded, as in any HTML page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from screening.searches.pubmed import mathml
from screening.searches.pubmed.mathml import Element, local_name
from screening.searches.pubmed.raised import subscript, superscript

_LONG = 60  # characters


def text_of(element: Element | None) -> str:
    """The readable text of an element and all below it; ``""`` for none."""
    if element is None:
        return ""
    if len(element):
        return fold(_inner(element))
    text = element.text  # nine elements of ten hold nothing else
    return fold(text) if text else ""


def texts_of(elements: Iterable[Element]) -> tuple[str, ...]:
    """The texts that are not empty, in order and once."""
    return tuple(dict.fromkeys(text for text in map(text_of, elements) if text))


def fold(text: str) -> str:
    if len(text) > _LONG and "  " not in text and text.isprintable():  # a fifth of what folding it costs
        return text.strip(" ")
    return " ".join(text.split())


def _inner(element: Element) -> str:
    text: str = element.text or ""
    for child in element:
        text += _outer(child) + (child.tail or "")
    return text


def _outer(element: Element) -> str:
    match local_name(element):
        case "":  # a comment or a processing instruction
            return ""
        case "sup":
            return _raised(_inner(element), superscript)
        case "sub":
            return _raised(_inner(element), subscript)
        case "math":
            return mathml.text_of(element)
        case _:
            return _inner(element)


def _raised(text: str, form: Callable[[str], str]) -> str:
    """The blank in ``CD4<sup>+ </sup>T`` separates words; a line break there only indents the XML."""
    end = text[len(text.rstrip()) :]
    return form(fold(text)) + (" " if end and "\n" not in end else "")
