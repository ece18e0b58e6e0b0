from __future__ import annotations

from io import BytesIO

import pytest

from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.formats.pubmed_xml import PubMedXml
from tests.searches.pubmed.records import DECLARATION, article, article_set

UMLAUT = "<ArticleTitle>Rückenschmerz – Übersicht</ArticleTitle>"


def read(data: bytes) -> list[tuple[str, str, str]]:
    found = PubMedXml().read(BytesIO(data))
    return [(one.accession, one.description.title if one.description else "", one.problem) for one in found]


def test_it_is_registered() -> None:
    assert FORMATS["pubmed_xml"] is PubMedXml


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (DECLARATION + "<PubmedArticleSet>", True),
        ("<PubmedBookArticle>", True),
        ("<PubmedBookArticleSet>", True),
        ("<MedlineCitationSet>", True),
        ("<pre>&lt;PubmedArticle&gt;", False),
        ("TY  - JOUR", False),
        ("", False),
    ],
)
def test_it_is_recognised_by_its_elements(head: str, known: bool) -> None:
    assert (PubMedXml().recognises(head) > 0.9) is known


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-15", "windows-1252"])
def test_the_encoding_is_the_one_that_the_file_names(encoding: str) -> None:
    body = article_set(article(title=UMLAUT.replace("–", "-"))).decode()
    named = "" if encoding.startswith("utf-8") else f' encoding="{encoding}"'
    data = body.replace('version="1.0"', f'version="1.0"{named}').encode(encoding)
    assert read(data) == [("7", "Rückenschmerz - Übersicht", "")]


def test_raw_is_utf_8_so_that_it_can_be_read_again() -> None:
    body = article_set(article(title=UMLAUT)).decode()
    (received,) = PubMedXml().read(BytesIO(body.encode("utf-16")))
    assert received.raw.decode() == article(title=UMLAUT)


def test_an_encoding_named_wrongly_does_not_spoil_utf_8() -> None:
    body = article_set(article(title=UMLAUT)).replace(b'version="1.0"', b'version="1.0" encoding="UTF-16"')
    assert read(body) == [("7", "Rückenschmerz – Übersicht", "")]


@pytest.mark.parametrize("name", [b"klingon", b"zlib"])
def test_an_unknown_encoding_is_refused(name: bytes) -> None:
    body = article_set(article()).replace(b'version="1.0"', b'version="1.0" encoding="%s"' % name)
    with pytest.raises(FileRefused, match=name.decode()):
        read(body)


def test_joined_files_are_read_and_pointed_out() -> None:
    joined = article_set(article(1), article(2)) + article_set(article(3)) + article_set(article(4))
    assert [(pmid, bool(problem)) for pmid, _, problem in read(joined)] == [
        ("1", False),
        ("2", False),
        ("3", True),
        ("4", True),
    ]


@pytest.mark.parametrize("data", [b"", b"<html>500</html>", b"\0\1\2" * 1_000_000, DECLARATION.encode()])
def test_a_file_without_a_record_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="no record"):
        read(data)


def test_a_set_of_books_has_a_name_of_its_own() -> None:
    book = (
        "<PubmedBookArticle><BookDocument><PMID>5</PMID><Book><BookTitle>B</BookTitle></Book></BookDocument>"
    )
    data = f"<PubmedBookArticleSet>{book}</PubmedBookArticle></PubmedBookArticleSet>".encode()
    assert read(data) == [("5", "B", "")]


def test_a_file_cut_in_the_middle_keeps_what_came() -> None:
    body = article_set(article(1), article(2))
    first, second = read(body[: -len(article(2)) // 2])
    assert first == ("1", "A title.", "")
    assert second == ("2", "", "The record is cut off: its end is missing.")
