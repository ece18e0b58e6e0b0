"""Writes an Article with a Book as a PubmedBookArticle."""

from __future__ import annotations

from screening.demo.corpus.article import Article, Book
from screening.demo.corpus.tags import dated, holding, saying


def book_xml(a: Article, book: Book, abstract: str, authors: str) -> str:
    """``abstract`` and ``authors`` are XML, written as for an article. A chapter has its own ArticleTitle."""
    document = holding(
        "BookDocument",
        saying("PMID", str(a.pmid), Version="1"),
        holding(
            "ArticleIdList",
            saying("ArticleId", book.accession, IdType="bookaccession"),
            saying("ArticleId", a.doi, IdType="doi"),
        ),
        _book(a, book, authors),
        holding("ArticleTitle", a.title if a.title != book.title else "", book=book.accession, part="ch1"),
        *(saying("Language", language) for language in a.languages),
        *(saying("PublicationType", kind) for kind in a.types),
        abstract,
        holding(
            "Sections",
            *(holding("Section", saying("SectionTitle", c, book=book.accession)) for c in book.chapters),
        ),
    )
    return holding("PubmedBookArticle", document, _book_data(a))


def _book(a: Article, book: Book, authors: str) -> str:
    publisher = saying("PublisherName", book.publisher) + saying("PublisherLocation", book.place)
    return holding(
        "Book",
        holding("Publisher", publisher),
        holding("BookTitle", book.title, book=book.accession),
        holding("PubDate", saying("Year", str(a.issued.year))),
        holding("AuthorList", authors, Type="authors", CompleteYN="Y"),
        saying("Isbn", book.isbn),
    )


def _book_data(a: Article) -> str:
    return holding(
        "PubmedBookData",
        holding("History", dated("PubMedPubDate", a.entered, PubStatus="pubmed")),
        saying("PublicationStatus", "ppublish"),
        holding("ArticleIdList", saying("ArticleId", str(a.pmid), IdType="pubmed")),
    )
