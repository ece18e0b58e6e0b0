from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.searches.cutting import Cutter, Kind, Piece
from screening.searches.pubmed.elements import PUBMED
from screening.searches.pubmed.reading import read_piece, read_pieces, read_set
from tests.searches.pubmed.records import DECLARATION, article, article_set

THREE = article_set(article(1), article(2), article(3))


def pieces(*portions: bytes) -> list[Piece]:
    cutter = Cutter(PUBMED)
    return [p for portion in portions for p in cutter.feed(portion)] + list(cutter.feed(b"", last=True))


def test_raw_are_the_exact_bytes_of_each_element() -> None:
    assert [received.raw.decode() for received in read_set(THREE)] == [article(1), article(2), article(3)]


def test_lines_are_those_where_records_begin() -> None:
    first, second, third = (received.line for received in read_set(THREE))
    assert THREE.decode().splitlines()[first - 1].startswith("<PubmedArticle>")
    assert second - first == third - second == article(1).count("\n") + 1


@given(st.lists(st.integers(1, len(THREE) - 1), max_size=8))
def test_the_portions_of_a_stream_do_not_matter(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(THREE)]
    portions = [THREE[start:end] for start, end in pairwise(edges)]
    assert pieces(*portions) == pieces(THREE)


@pytest.mark.parametrize(
    "broken",
    [
        article(2, title="<ArticleTitle>no end"),
        article(2, title="<ArticleTitle>\x0b</ArticleTitle>"),
        article(2, title="<ArticleTitle>&unheard;</ArticleTitle>"),
        article(2, title="<ArticleTitle>a < b</ArticleTitle>"),
        article(2, title="<x:y>unknown prefix</x:y>"),
        article(2).removesuffix("</PubmedArticle>"),
        article(2)[:300],
    ],
)
def test_a_broken_record_costs_only_itself(broken: str) -> None:
    first, bad, third = read_set(article_set(article(1), broken, article(3)))
    assert (first.accession, third.accession) == ("1", "3")
    assert first.description
    assert third.description
    assert (bad.accession, bad.description) == ("2", None)
    assert bad.problem.startswith("The record is ")
    assert broken.encode() in bad.raw + b"\n"


def test_bad_utf_8_costs_only_its_record() -> None:
    body = article_set(article(1), article(2, title="<ArticleTitle>ü</ArticleTitle>"))
    good, bad = read_set(body.replace("ü".encode(), b"\xfc"))
    assert good.description
    assert (bad.accession, bad.description) == ("2", None)
    assert b"\xfc" in bad.raw


def test_a_broken_record_never_passes_for_one_that_it_cites() -> None:
    cited = "<CommentsCorrectionsList><CommentsCorrections><PMID>99</PMID></CommentsCorrections>"
    (bad,) = read_set(article_set(article(2, beside=cited).replace("<PMID Version", "<PNID Version")))
    assert (bad.accession, bad.description) == ("", None)


def test_what_stands_between_records_is_reported() -> None:
    body = article_set(article(1), "Error: timeout", article(2))
    first, stray, second = read_set(body)
    assert (first.accession, second.accession) == ("1", "2")
    assert (stray.raw, stray.description, stray.accession) == (b"Error: timeout", None, "")


def test_deleted_citations_and_comments_are_no_records() -> None:
    frame = "<!-- two <of> them --><DeleteCitation><PMID>5</PMID></DeleteCitation>"
    assert len(read_set(article_set(article(1), frame))) == 1


def test_a_prefix_declared_at_the_root_may_be_used_in_any_record() -> None:
    body = article_set(
        article(title="<ArticleTitle><q:b>x</q:b><mml:math><mml:mi>y</mml:mi></mml:math></ArticleTitle>")
    )
    (received,) = read_set(
        body.replace(b"<PubmedArticleSet>", b'<PubmedArticleSet xmlns:q="http://new.example">')
    )
    assert received.description
    assert received.description.title == "xy"


def test_entities_of_html_are_read() -> None:
    body = article_set(article(1, title="<ArticleTitle>p&nbsp;&lt;&nbsp;5 &alpha;&amp;&beta;</ArticleTitle>"))
    (received,) = read_set(body)
    assert received.description
    assert received.description.title == "p < 5 α&β"
    assert b"&nbsp;" in received.raw


def test_entities_of_a_document_are_never_resolved() -> None:
    hostile = DECLARATION.replace('.dtd">', '.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    body = (
        f"{hostile}<PubmedArticleSet>{article(title='<ArticleTitle>&x;</ArticleTitle>')}</PubmedArticleSet>"
    )
    (received,) = read_set(body.encode())
    assert received.description is None
    assert "root:" not in repr(received)


def test_a_record_that_says_nothing_is_a_problem() -> None:
    (received,) = read_set(b"<PubmedArticleSet><PubmedArticle></PubmedArticle></PubmedArticleSet>")
    assert received.problem == "The record has neither a PMID nor a title."


def test_a_citation_on_its_own_is_a_record() -> None:
    bare = article(4).removeprefix("<PubmedArticle>").partition("<PubmedData>")[0]
    (received,) = read_set(f"<MedlineCitationSet>{bare}</MedlineCitationSet>".encode())
    assert (received.accession, received.description is not None) == ("4", True)


def test_a_record_without_end_is_given_up_in_bounded_memory() -> None:
    endless = [b"<PubmedArticle>" + b"x" * 1_000_000] + [b"x" * 1_000_000] * 39
    found = pieces(*endless)
    assert {piece.kind for piece in found} == {Kind.CUT_OFF, Kind.STRAY}
    assert max(len(piece.raw) for piece in found) < 34 * 1024 * 1024


RECORDS = st.sampled_from(
    [
        article(1),
        article(2, title="<ArticleTitle><!-- a comment begins</ArticleTitle>"),
        article(3, title="<ArticleTitle>and ends --></ArticleTitle>"),
        article(4, title="<ArticleTitle><![CDATA[ this goes on</ArticleTitle>"),
        article(5, title="<ArticleTitle>to here ]]></ArticleTitle>"),
        article(6, title="<ArticleTitle>no end"),
        article(7, title="<ArticleTitle></set><set></ArticleTitle>"),
        "between two records",
    ]
)


@given(st.lists(RECORDS, max_size=6))
def test_records_parsed_together_say_what_each_says_alone(records: list[str]) -> None:
    found = pieces(article_set(*records))
    assert list(read_pieces(found)) == [read_piece(piece) for piece in found]
