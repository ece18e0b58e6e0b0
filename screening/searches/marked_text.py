"""Plain text and labelled sections out of the HTML and JATS that titles and abstracts come in."""

from __future__ import annotations

import html
import re

from screening.records.abstracts import sections
from screening.records.description import Section

_REST = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>"""  # so that "a <b and c> d" is no tag
_TAG = re.compile(rf"</?[A-Za-z][\w:.-]*{_REST}")
_KNOWN = re.compile(
    r"</(?:(?:jats|mml):[\w-]+|abstracttext|article|bold|div|em|font|h\d|html|inf|italic|list-item|math|sec|small"
    r"|span|strong|su[bp]|title|[aipbu]|d[dlt]|li|[ou]l|sc|tt)\s*>|<br\s*/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(rf"</?(?:\w+:)?(?:p|br|li|list-item|sec|div|h\d|title){_REST}", re.IGNORECASE)
_HEADING = re.compile(
    rf"<(?P<tag>(?:\w+:)?(?:title|h\d)){_REST}(?P<label>.*?)</(?P=tag)>", re.IGNORECASE | re.DOTALL
)
_OF_ALL = {"abstract", "summary"}  # headings of the whole, not of a part


def is_marked(text: str) -> bool:
    """Whether the end of a tag that is known is in it: ``<alpha>`` stands for a letter in some databases."""
    return "<" in text and bool(_KNOWN.search(text))


def plain(marked: str) -> str:
    """Without tags and entities, white space folded."""
    spaced = _TAG.sub("", _BREAK.sub(" ", marked))
    return " ".join(html.unescape(spaced).split())


def plain_where_marked(written: str) -> str:
    """Without entities, and without tags where there are some: a title may have ``<A>`` in it and mean that."""
    return plain(written) if is_marked(written) else " ".join(html.unescape(written).split())


def abstract_of(marked: str) -> tuple[Section, ...]:
    """The sections under their headings; without headings, as the text itself shows them."""
    places = list(_HEADING.finditer(marked))
    ends = [place.start() for place in places[1:]] + [len(marked)]
    before = plain(marked[: places[0].start()] if places else marked)
    found = [Section(before)] if before else []
    for place, end in zip(places, ends if places else [], strict=True):
        label, text = plain(place["label"]).rstrip(":"), plain(marked[place.end() : end])
        if text:
            found.append(Section(text, label="" if label.lower() in _OF_ALL else label))
    return sections(found[0].text) if len(found) == 1 and not found[0].label else tuple(found)
