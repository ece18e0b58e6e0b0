"""What a ``PubmedBookArticle`` says: a book of the NCBI Bookshelf, or a chapter of one."""

from __future__ import annotations

from screening.records.description import Description
from screening.searches.pubmed import parts
from screening.searches.pubmed.markup import text_of, texts_of
from screening.searches.pubmed.mathml import Element


def describe_book(element: Element) -> Description:
    """A chapter has the book for its journal, a book its series; both have the book's date."""
    document = parts.child(element, "BookDocument")
    book = parts.child(document, "Book")
    book_title = text_of(book.find("BookTitle"))
    title = parts.title_of(document)
    ids = parts.ids_of(
        [*document.findall("ArticleIdList"), *element.findall("PubmedBookData/ArticleIdList")],
        [*document.findall("ELocationID"), *([] if title else book.findall("ELocationID"))],
    )
    date, year = parts.first_date(book.find("PubDate"), document.find("ContributionDate"))
    extra = {
        "OtherAbstract": parts.other_abstracts(document),
        "Edition": [text_of(book.find("Edition"))],
        "ContributionDate": [parts.date_of(document.find("ContributionDate"))],
    }
    return Description(
        title=title or book_title,
        vernacular_title=parts.vernacular_title_of(document),
        authors=parts.authors_of(document) or parts.authors_of(book),
        year=year,
        date=date,
        journal=book_title if title else text_of(book.find("CollectionTitle")),
        volume=text_of(book.find("Volume")),
        pages=parts.pages_of(document),
        pmid=text_of(document.find("PMID")),
        isbn=texts_of(book.findall("Isbn")),
        publisher=text_of(book.find("Publisher/PublisherName")),
        abstract=parts.abstract_of(document),
        keywords=texts_of(document.iterfind("KeywordList/Keyword")),
        languages=texts_of(document.findall("Language")),
        types=texts_of(document.findall("PublicationType")),
        extra={tag: values for tag, values in extra.items() if any(values)},
        **parts.known_ids(ids),
    )
