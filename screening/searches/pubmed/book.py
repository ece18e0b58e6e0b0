"""What a ``PubmedBookArticle`` says: a book of the NCBI Bookshelf, or a chapter of one."""

from __future__ import annotations

from screening.records.description import Description
from screening.searches.pubmed import parts
from screening.searches.pubmed.markup import texts_of
from screening.searches.pubmed.mathml import Element
from screening.searches.pubmed.parts import Children


def describe_book(element: Element) -> Description:
    """A chapter has the book for its journal, a book its series; both have the book's date."""
    record = Children(element)
    document = record.below("BookDocument")
    book = document.below("Book")
    book_title = book.text("BookTitle")
    title = parts.title_of(document)
    ids = parts.ids_of(
        [*document.within("ArticleIdList"), *record.below("PubmedBookData").within("ArticleIdList")],
        [*document.all("ELocationID"), *([] if title else book.all("ELocationID"))],
    )
    date, year = parts.first_date(book.first("PubDate"), document.first("ContributionDate"))
    extra = {
        "OtherAbstract": parts.other_abstracts(document),
        "Edition": [book.text("Edition")],
        "ContributionDate": [parts.date_of(document.first("ContributionDate"))],
    }
    return Description(
        title=title or book_title,
        vernacular_title=document.text("VernacularTitle"),
        authors=parts.authors_of(document) or parts.authors_of(book),
        year=year,
        date=date,
        journal=book_title if title else book.text("CollectionTitle"),
        volume=book.text("Volume"),
        pages=parts.pages_of(document),
        pmid=document.text("PMID"),
        isbn=book.texts("Isbn"),
        publisher=book.below("Publisher").text("PublisherName"),
        abstract=parts.abstract_of(document),
        keywords=texts_of(document.within("KeywordList")),
        languages=document.texts("Language"),
        types=document.texts("PublicationType"),
        extra={tag: values for tag, values in extra.items() if any(values)},
        **parts.known_ids(ids),
    )
