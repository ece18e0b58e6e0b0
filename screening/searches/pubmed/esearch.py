"""ESearch's answer: how many records match, their PMIDs, and everything PubMed has to say about the query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from screening.lib.polite_http import NotServed, Reply
from screening.searches.pubmed.failures import cut_off, failure
from screening.searches.pubmed.markup import text_of, texts_of
from screening.searches.pubmed.mathml import Element, local_name
from screening.searches.pubmed.reading import PARSER

MOST = 9_999  # PMIDs of one answer; documented as 10,000, but the servers give one less

_SENTENCES = {
    "PhraseNotFound": "PubMed does not find the term “{}”. Check its spelling.",
    "FieldNotFound": "PubMed does not know the field “{}”. Check the tag in square brackets.",
    "QuotedPhraseNotFound": "PubMed's phrase index lacks “{}”: its words were searched one by one.",
    "PhraseIgnored": "PubMed ignored “{}”.",
    "OutputMessage": "PubMed says: {}",
}


@dataclass(frozen=True, slots=True)
class Found:
    count: int
    pmids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return len(self.pmids) == self.count


def read_found(body: bytes) -> Found:
    """Raises ``ValueError`` or lxml's ``XMLSyntaxError`` for anything but a whole ESearch answer."""
    root = etree.fromstring(body, PARSER)
    if root.tag != "eSearchResult" or root.find("ERROR") is not None:
        raise ValueError("no ESearch result")
    return Found(
        count=int(text_of(root.find("Count"))),
        pmids=texts_of(root.iterfind("IdList/Id")),
        translation=text_of(root.find("QueryTranslation")),
        warnings=tuple(dict.fromkeys(_warnings(root))),
    )


def judge_found(reply: Reply, most: int) -> NotServed | None:
    """``None`` for a result with all the PMIDs it should hold, ``most`` having been asked for."""
    if reply.status != 200:
        return failure(reply)
    try:
        found = read_found(reply.body)
    except (etree.XMLSyntaxError, ValueError):
        return failure(reply)
    return None if len(found.pmids) == min(found.count, most) else cut_off()


def _warnings(root: Element) -> Iterator[str]:
    for item in (*root.iterfind("ErrorList/*"), *root.iterfind("WarningList/*")):
        name, text = local_name(item), text_of(item).strip('"')
        yield _SENTENCES.get(name, f"PubMed says: {name} {{}}").format(text)
