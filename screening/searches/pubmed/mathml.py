"""Presentation MathML (W3C MathML 3, chapter 3) as one line of text: ``PO₄⁻³``, ``√(a+b)``, ``1, 0; 0, 1``.

Elements that only arrange, and those of content MathML, give their text in order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screening.searches.pubmed.raised import subscript, superscript

_INVISIBLE = dict.fromkeys(range(0x2061, 0x2065))  # function application, invisible times, comma and plus
_TOKENS = {"mi", "mn", "mo", "ms", "mtext"}  # only here does a blank mean a blank
_COPIES = {"annotation", "annotation-xml"}  # the same formula again, as TeX or content MathML

Element = Any  # lxml ships no types


def local_name(element: Element) -> str:
    """The tag without its namespace; ``""`` for a comment or a processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    """The readable text of a ``math`` element or of any part of one."""
    name = local_name(element)
    if not name or name in _COPIES:
        return ""
    if name == "mspace":
        return " "
    children = [child for child in element if local_name(child)]
    parts = [text_of(child) for child in children]
    fewest, layout = _LAYOUTS.get(name, (0, None))
    if layout and len(parts) >= fewest:
        return layout(element, parts)
    clean = str if name in _TOKENS else str.strip
    own = clean(element.text or "")
    for part, child in zip(parts, children, strict=True):
        own += part + clean(child.tail or "")
    return own.translate(_INVISIBLE) or str(element.get("alttext", ""))


def _grouped(text: str) -> str:
    return text if text.replace(".", "").isalnum() else f"({text})"


def _over(element: Element, parts: list[str]) -> str:
    accent = parts[1].strip()
    return parts[0] + (accent if len(accent) == 1 else superscript(accent))


def _fenced(element: Element, parts: list[str]) -> str:
    separator: str = element.get("separators", ",")[:1]
    return f"{element.get('open', '(')}{separator.join(parts)}{element.get('close', ')')}"


# by element: the fewest children it makes sense with, and what it looks like in one line
_LAYOUTS: dict[str, tuple[int, Callable[[Element, list[str]], str]]] = {
    "msup": (2, lambda _, part: part[0] + superscript(part[1])),
    "msub": (2, lambda _, part: part[0] + subscript(part[1])),
    "msubsup": (3, lambda _, part: part[0] + subscript(part[1]) + superscript(part[2])),
    "mover": (2, _over),
    "munder": (2, lambda _, part: part[0] + subscript(part[1])),
    "munderover": (3, lambda _, part: part[0] + subscript(part[1]) + superscript(part[2])),
    "mfrac": (2, lambda _, part: f"{_grouped(part[0])}/{_grouped(part[1])}"),
    "msqrt": (1, lambda _, part: "√" + _grouped("".join(part))),
    "mroot": (2, lambda _, part: f"{superscript(part[1])}√{_grouped(part[0])}"),
    "mfenced": (0, _fenced),
    "mtable": (1, lambda _, part: "; ".join(part)),
    "mtr": (1, lambda _, part: ", ".join(part)),
}
