from __future__ import annotations

from screening.records.description import Author, Description, Section
from screening.searches.pubmed.reading import read_set
from tests.searches.pubmed.records import article, article_set

BOOK = """<Book><Publisher><PublisherName>Invented Press</PublisherName></Publisher>
  <BookTitle book="b">Handbook of <i>Pain</i></BookTitle><PubDate><Year>2015</Year><Month>09</Month></PubDate>
  <AuthorList Type="authors"><Author><CollectiveName>The Committee</CollectiveName></Author></AuthorList>
  <AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>
  <CollectionTitle>Invented Guidance</CollectionTitle><Isbn>9780000000002</Isbn>
  <ELocationID EIdType="doi">10.1000/book</ELocationID></Book>"""


def book(inside: str = "") -> Description:
    element = (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">9</PMID><ArticleIdList>'
        f'<ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>{BOOK}{inside}'
        "<Language>eng</Language><PublicationType>Review</PublicationType>"
        "<Abstract><AbstractText>Text.</AbstractText></Abstract></BookDocument>"
        "<PubmedBookData><ArticleIdList><ArticleId IdType='pubmed'>9</ArticleId></ArticleIdList>"
        "</PubmedBookData></PubmedBookArticle>"
    )
    (received,) = read_set(article_set(element))
    assert received.description is not None, received.problem
    assert received.raw.decode() == element
    return received.description


def test_a_book() -> None:
    d = book()
    assert (d.pmid, d.title, d.journal, d.publisher) == (
        "9",
        "Handbook of Pain",
        "Invented Guidance",
        "Invented Press",
    )
    assert (d.year, d.date, d.isbn) == (2015, "2015 09", ("9780000000002",))
    assert (d.doi, d.ids) == ("10.1000/book", {"bookaccession": "NBK1"})
    assert (d.authors, d.abstract) == ((Author(literal="The Committee"),), (Section("Text."),))
    assert (d.languages, d.types) == (("eng",), ("Review",))


def test_a_chapter_stands_in_its_book() -> None:
    d = book(
        '<ArticleTitle book="b" part="c">Of backs</ArticleTitle>'
        '<AuthorList Type="authors"><Author><LastName>Chapter</LastName></Author></AuthorList>'
        "<ContributionDate><Year>2018</Year></ContributionDate>"
    )
    assert (d.title, d.journal) == ("Of backs", "Handbook of Pain")
    assert d.authors == (Author("Chapter"),)
    assert (d.year, d.extra) == (2015, {"ContributionDate": ["2018"]})
    assert d.doi == ""  # the book's DOI is not the chapter's


def test_books_stand_among_articles_in_the_order_received() -> None:
    mixed = article_set(
        article(1),
        "<PubmedBookArticle><BookDocument><PMID>2</PMID></BookDocument></PubmedBookArticle>",
        article(3),
    )
    assert [received.accession for received in read_set(mixed)] == ["1", "2", "3"]
