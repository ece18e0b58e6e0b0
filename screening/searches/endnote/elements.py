"""From the bytes of one EndNote record to its elements and their text.

EndNote writes what XML forbids (control characters, and references to them); others write bare ampersands and
HTML's entities. Each is mended before lxml sees the record, which never sees a DTD: no entity can be defined.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from screening.lib.xml_faults import fault

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z]\w{1,30};)?")
_ALLOWED = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_FORBIDDEN = "It holds control characters, which XML forbids; they were left out."

Element = Any  # lxml's; it has no types


def parse(text: str) -> tuple[Element, str]:
    """The record's element, and a sentence if only a part of it could be read; no element for none at all."""
    lost = bool(_CONTROLS.search(text))

    def mended(found: re.Match[str]) -> str:
        """A character that XML allows, nothing for one that it does not, and any other ampersand as itself."""
        nonlocal lost
        meant = html.unescape(found[0])
        if not found[1] or meant == found[0]:
            return f"&amp;{found[1] or ''}"
        allowed = _ALLOWED.fullmatch(meant)
        lost = lost or not allowed
        return html.escape(meant) if allowed else ""

    data = _REFERENCE.sub(mended, _CONTROLS.sub("", text)).encode()
    try:
        return etree.fromstring(data, _parser()), _FORBIDDEN if lost else ""
    except etree.XMLSyntaxError as error:
        problem = f"The record is not well-formed XML: {fault(error)}."
    try:
        return etree.fromstring(data, _parser(recover=True)), f"{problem} What could be read of it was."
    except etree.XMLSyntaxError:
        return None, problem


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def fields(element: Element, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Of each element that holds text only: its path below the record (``titles/title``) and its lines, which a
    carriage return parts. ``ref-type`` is its name, not its number."""
    for child in element:
        name = f"{path}/{child.tag}" if path else str(child.tag)
        if any(below.tag != "style" for below in child):
            yield from fields(child, name)
        else:
            kind = child.get("name") if name == "ref-type" else ""
            yield name, (kind or text_of(child)).split("\r")


def text_of(element: Element) -> str:
    """Its runs of ``style`` one after the other; line breaks between them only indent the XML."""
    runs = [element.text or ""]
    for style in element:
        runs += ["".join(style.itertext()), style.tail or ""]
    return "".join(run for run in runs if run.strip() or "\n" not in run)
