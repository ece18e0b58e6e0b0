from __future__ import annotations

import pytest

from screening.lib.polite_http import Reply, Transient
from screening.searches.pubmed.esearch import judge_found, read_found


def answer(count: int = 3, pmids: str = "<Id>3</Id><Id>2</Id><Id>1</Id>", more: str = "") -> bytes:
    return (
        '<?xml version="1.0" ?><!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
        '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">'
        f"<eSearchResult><Count>{count}</Count><RetMax>3</RetMax><RetStart>0</RetStart><IdList>{pmids}</IdList>"
        f"<QueryTranslation>&quot;back&quot;[All Fields]</QueryTranslation>{more}</eSearchResult>"
    ).encode()


def test_count_pmids_and_translation() -> None:
    found = read_found(answer())
    assert (found.count, found.pmids, found.translation) == (3, ("3", "2", "1"), '"back"[All Fields]')
    assert found.complete
    assert not read_found(answer(count=4)).complete


def test_everything_that_pubmed_says_about_the_query_becomes_a_sentence() -> None:
    more = """<ErrorList><PhraseNotFound>xxyzzy</PhraseNotFound><FieldNotFound>foo</FieldNotFound></ErrorList>
      <WarningList><PhraseIgnored>the</PhraseIgnored><QuotedPhraseNotFound>"a b"</QuotedPhraseNotFound>
      <OutputMessage>No items found.</OutputMessage><Novelty>hm</Novelty></WarningList>"""
    assert read_found(answer(more=more)).warnings == (
        "PubMed does not find the term “xxyzzy”. Check its spelling.",
        "PubMed does not know the field “foo”. Check the tag in square brackets.",
        "PubMed ignored “the”.",
        "PubMed's phrase index lacks “a b”: its words were searched one by one.",
        "PubMed says: No items found.",
        "PubMed says: Novelty hm",
    )


@pytest.mark.parametrize(
    ("body", "most", "good"),
    [
        (answer(), 9999, True),
        (answer(), 3, True),
        (answer(count=50_000), 3, True),
        (answer(count=0, pmids=""), 9999, True),
        (answer(pmids=""), 0, True),
        (answer(count=4), 9999, False),
        (answer(pmids="<Id>3</Id><Id>3</Id><Id>1</Id>"), 9999, False),
        (answer()[:-20], 9999, False),
        (b"<eSearchResult><ERROR>Search Backend failed</ERROR></eSearchResult>", 9999, False),
        (b"<eSearchResult><IdList/></eSearchResult>", 9999, False),
        (b"<html/>", 9999, False),
        (b"", 9999, False),
    ],
)
def test_an_answer_short_of_pmids_is_no_answer(body: bytes, most: int, good: bool) -> None:
    verdict = judge_found(Reply(200, {}, body), most)
    assert verdict is None if good else isinstance(verdict, Transient)
    assert judge_found(Reply(500, {}, body), most) is not None
