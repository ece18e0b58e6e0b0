"""ELink's answer: which PMIDs each PMID is linked to, under one name of link."""

from __future__ import annotations

from lxml import etree

from screening.lib.polite_http import NotServed, Reply
from screening.searches.pubmed.failures import failure
from screening.searches.pubmed.markup import texts_of
from screening.searches.pubmed.reading import PARSER

Linked = dict[str, tuple[str, ...]]


def read_links(body: bytes, name: str) -> Linked:
    """By the PMID asked for; one without links has none. A PMID that the answer passes over is left out.

    Raises ``ValueError`` or lxml's ``XMLSyntaxError`` for anything but a whole answer: ELink fails inside answers of
    status 200, with an ``<ERROR>``, an empty root, or with nothing after the DOCTYPE.
    """
    root = etree.fromstring(body, PARSER)
    sets = root.findall("LinkSet")
    if root.tag != "eLinkResult" or not sets or root.find(".//ERROR") is not None:
        raise ValueError("no ELink result")
    return dict(_one(each, name) for each in sets)


def _one(link_set: etree._Element, name: str) -> tuple[str, tuple[str, ...]]:
    asked = texts_of(link_set.iterfind("IdList/Id"))
    if len(asked) != 1:
        raise ValueError("the links of several records in one set: which are whose?")
    found = [
        pmid
        for links in link_set.iterfind("LinkSetDb")
        if texts_of(links.iterfind("LinkName")) == (name,)
        for pmid in texts_of(links.iterfind("Link/Id"))
    ]
    # PubMed lists a record first among those similar to it
    return asked[0], tuple(pmid for pmid in dict.fromkeys(found) if pmid != asked[0])


def judge_links(reply: Reply, name: str) -> NotServed | None:
    """``None`` for a whole ELink answer. Whether it speaks of every PMID is another question."""
    if reply.status != 200:
        return failure(reply)
    try:
        read_links(reply.body, name)
    except (etree.XMLSyntaxError, ValueError):
        return failure(reply)
    return None
