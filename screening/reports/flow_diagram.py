"""The PRISMA 2020 flow diagram as SVG.

Template: new and updated systematic reviews, with or without other methods (Page MJ, et al. BMJ 2021;372:n71,
CC BY 4.0). Lines and text take the colour and font of the page; no style sheet is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from screening.reports.counts import Counts
from screening.reports.flow_boxes import Boxes, boxes_of, notes, open_entries
from screening.reports.flow_layout import BAND, PAD, ROW_GAP, Box, Layout, height_of, lay_out, right_edge
from screening.reports.flow_text import FONT, INDENT, LINE, Entry, lines

_ACROSS = (
    ("dbr.identified", "dbr.removed"),
    ("dbr.screened", "dbr.excluded"),
    ("dbr.sought", "dbr.not_retrieved"),
    ("dbr.assessed", "dbr.ft_excluded"),
    ("other.sought", "other.not_retrieved"),
    ("other.assessed", "other.ft_excluded"),
)
_DOWN = (
    ("dbr.identified", "dbr.screened"),
    ("dbr.screened", "dbr.sought"),
    ("dbr.sought", "dbr.assessed"),
    ("dbr.assessed", "included"),
    ("other.identified", "other.sought"),
    ("other.sought", "other.assessed"),
    ("included", "total"),
)
_BENT = (("other.assessed", "included"), ("previous", "total"))
_HEAD = 28
_MARGIN = 12
_RIGHT = "m-7 -4l7 4l-7 4"
_OUTLINE = 'fill="none" stroke="currentColor"'
_TINT = 'fill-opacity=".1"'
_CENTRED = 'text-anchor="middle" font-weight="700"'
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SOURCE = "PRISMA 2020 flow diagram (Page MJ, et al. BMJ 2021;372:n71; CC BY 4.0)"


def draw(
    counts: Counts, links: Mapping[str, str], *, title: str, dated: date, standalone: bool = False
) -> str:
    """An ``<svg>`` element; numbers whose box is in ``links`` lead there.

    ``standalone`` adds what a file needs that stands in no page: light colours and a font.
    """
    boxes = boxes_of(counts)
    right = right_edge(boxes)
    head = list(_heading(counts, title, dated))
    foot = [*notes(counts), Entry(_SOURCE)]
    top = height_of(head, right) + 2 * PAD
    layout = lay_out(boxes, top + _HEAD + PAD)
    end = layout.bottom + ROW_GAP
    parts = [
        *_watermark(counts, right / 2, (top + layout.bottom) / 2),
        *_text(head, Box(0, PAD / 2, right, 0), links, pad=0),
        *_heads(counts, layout, top),
        *(_band(label, *span) for label, span in layout.bands.items()),
        *(_rect(box, "box", _OUTLINE) for box in layout.boxes.values()),
        *_arrows(layout.boxes),
        *(part for place, box in layout.boxes.items() for part in _text(boxes[place], box, links)),
        *_text(foot, Box(0, end - PAD, right, 0), links, pad=0),
    ]
    height = end + height_of(foot, right)
    return _svg(parts, (right, height), title, _description(boxes), bool(links), standalone)


def _heading(counts: Counts, title: str, dated: date) -> Iterator[Entry]:
    yield Entry(title, strong=True)
    yield Entry(f"As of {dated.day} {dated:%B %Y}")
    if counts.draft:
        yield Entry("DRAFT: not everything is decided yet. Still open:", strong=True, open=True)
        yield from open_entries(counts)


def _text(entries: Iterable[Entry], box: Box, links: Mapping[str, str], pad: float = PAD) -> Iterator[str]:
    y = box.y + pad + FONT
    for entry in entries:
        x = box.x + pad + entry.indent * INDENT
        found = lines(entry, box.w - 2 * pad)
        spans = (
            f'<tspan x="{x:g}" y="{y + i * LINE:g}">{_xml(text)}{" " if text and number else ""}'
            f"{_number(entry, number, links)}</tspan>"
            for i, (text, number) in enumerate(found)
        )
        weight = ' font-weight="700"' if entry.strong else ""
        name = ' class="open"' if entry.open else ""
        yield f"<text{name}{weight}>{''.join(spans)}</text>"
        y += LINE * len(found)


def _number(entry: Entry, number: str, links: Mapping[str, str]) -> str:
    if not number or entry.box not in links:
        return number
    href, label = quoteattr(links[entry.box]), quoteattr(_printable(str(entry)))
    return f'<a href={href} aria-label={label}><tspan text-decoration="underline">{number}</tspan></a>'


def _rect(box: Box, name: str, attributes: str) -> str:
    return (
        f'<rect class="{name}" x="{box.x:g}" y="{box.y:g}" width="{box.w:g}" height="{box.h:g}" rx="3"'
        f" {attributes}/>"
    )


def _heads(counts: Counts, layout: Layout, y: float) -> Iterator[str]:
    new = "new studies" if counts.previous else "studies"
    heads = {
        ("previous", "previous"): "Previous studies",
        ("dbr", "dbr.side"): f"Identification of {new} via databases and registers",
        ("other", "other.side"): f"Identification of {new} via other methods",
    }
    for (first, last), label in heads.items():
        if first in layout.columns:
            left, right = layout.columns[first][0], layout.columns[last][1]
            yield _rect(Box(left, y, right - left, _HEAD), "head", _TINT)
            yield f'<text x="{(left + right) / 2:g}" y="{y + 19:g}" {_CENTRED}>{label}</text>'


def _band(label: str, top: float, bottom: float) -> str:
    place = f"translate(20 {(top + bottom) / 2:g}) rotate(-90)"
    return (
        _rect(Box(0, top, BAND, bottom - top), "band", _TINT)
        + f'<text transform="{place}" {_CENTRED}>{label}</text>'
    )


def _arrows(boxes: Mapping[str, Box]) -> Iterator[str]:
    for start, end in _ACROSS:
        if start in boxes:
            a, b = boxes[start], boxes[end]
            yield _arrow(f"M{a.right:g} {a.y + min(a.h, b.h) / 2:g}H{b.x:g}{_RIGHT}")
    for start, end in _DOWN:
        if start in boxes and end in boxes:
            a, b = boxes[start], boxes[end]
            yield _arrow(f"M{a.middle:g} {a.bottom:g}V{b.y:g}m-4 -7l4 7l4 -7")
    for start, end in _BENT:
        if start in boxes:
            a, b = boxes[start], boxes[end]
            tip = f"H{b.x:g}{_RIGHT}" if a.x < b.x else f"H{b.right:g}m7 -4l-7 4l7 4"
            yield _arrow(f"M{a.middle:g} {a.bottom:g}V{b.y + b.h / 2:g}{tip}")


def _arrow(path: str) -> str:
    return f'<path class="arrow" d="{path}" {_OUTLINE}/>'


def _watermark(counts: Counts, x: float, y: float) -> Iterator[str]:
    if counts.draft:
        yield (
            f'<text class="watermark" transform="translate({x:g} {y:g}) rotate(-30)" {_CENTRED} font-size="150"'
            ' opacity=".06" pointer-events="none" aria-hidden="true">DRAFT</text>'
        )


def _description(boxes: Boxes) -> str:
    numbers = (entry for entries in boxes.values() for entry in entries if entry.number)
    return "; ".join(str(entry) for entry in numbers)


def _svg(
    parts: Iterable[str],
    size: tuple[float, float],
    title: str,
    description: str,
    linked: bool,
    standalone: bool,
) -> str:
    w, h = (side + 2 * _MARGIN for side in size)
    frame = f'x="-{_MARGIN}" y="-{_MARGIN}" width="{w:g}" height="{h:g}"'
    # an image hides the links in it from a screen reader, so a diagram with links is a group
    role = "group" if linked else "img"
    alone = ' color="#1d2126" font-family="Arial, Helvetica, sans-serif"' if standalone else ""
    paper = f'<rect {frame} fill="#fff"/>' if standalone else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="prisma-flow"'
        f' viewBox="-{_MARGIN} -{_MARGIN} {w:g} {h:g}" width="{w:g}" height="{h:g}" role="{role}"'
        f' fill="currentColor" font-size="{FONT}"{alone}>'
        f"<title>PRISMA 2020 flow diagram: {_xml(title)}</title><desc>{_xml(description)}</desc>{paper}"
        f"{''.join(parts)}</svg>"
    )


def _xml(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    """Without the characters that no XML file may hold."""
    return _UNPRINTABLE.sub("\ufffd", text)
