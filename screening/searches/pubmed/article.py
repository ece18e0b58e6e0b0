"""What a record of PubMed says, as a Description.

Fields mean what NLM's "MEDLINE/PubMed XML Element Descriptions" say
(https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html). Identifiers are read from the article's own
places only: ``CommentsCorrections`` and ``ReferenceList`` hold those of other articles.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.lib import identifiers
from screening.records.description import Description, Relation
from screening.records.retraction import is_retracted
from screening.searches.pubmed import parts
from screening.searches.pubmed.book import describe_book
from screening.searches.pubmed.markup import text_of, texts_of
from screening.searches.pubmed.mathml import Element

_CITED = "Cites"  # the reference list: hundreds of entries that say nothing about this report


def describe_article(element: Element) -> Description:
    """Of a ``PubmedArticle``. What is missing stays empty; what is unknown is not looked at."""
    citation = element if element.tag == "MedlineCitation" else parts.child(element, "MedlineCitation")
    article = parts.child(citation, "Article")
    journal = parts.child(article, "Journal")
    ids = parts.ids_of(element.findall("PubmedData/ArticleIdList"), article.findall("ELocationID"))
    date, year = parts.first_date(journal.find("JournalIssue/PubDate"), article.find("ArticleDate"))
    title = parts.title_of(article)
    types = texts_of(article.iterfind("PublicationTypeList/PublicationType"))
    relations = tuple(_relations(citation))
    trials, accessions = _databanks(article)
    extra = {"OtherAbstract": parts.other_abstracts(citation), "DataBank": accessions}
    return Description(
        title=title,
        vernacular_title=parts.vernacular_title_of(article),
        authors=parts.authors_of(article),
        year=year,
        date=date,
        journal=text_of(journal.find("Title")),
        journal_abbreviation=text_of(journal.find("ISOAbbreviation"))
        or text_of(citation.find("MedlineJournalInfo/MedlineTA")),
        volume=text_of(journal.find("JournalIssue/Volume")),
        issue=text_of(journal.find("JournalIssue/Issue")),
        pages=parts.pages_of(article),
        pmid=text_of(citation.find("PMID")),
        nct=trials[0] if trials else "",
        issn=texts_of([*journal.findall("ISSN"), *citation.findall("MedlineJournalInfo/ISSNLinking")]),
        abstract=parts.abstract_of(article),
        keywords=texts_of(citation.iterfind("KeywordList/Keyword")),
        subjects=tuple(_subjects(citation)),
        languages=texts_of(article.findall("Language")),
        types=types,
        relations=relations,
        retracted=is_retracted(title, types) or any(link.kind == "RetractionIn" for link in relations),
        extra={tag: values for tag, values in extra.items() if values},
        **parts.known_ids(ids),
    )


def describe(element: Element) -> Description:
    """Of any record element of a PubmedArticleSet."""
    return describe_book(element) if element.tag == "PubmedBookArticle" else describe_article(element)


def _relations(citation: Element) -> Iterator[Relation]:
    for link in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        kind = link.get("RefType", "")
        if kind != _CITED:
            yield Relation(kind, pmid=text_of(link.find("PMID")), text=text_of(link.find("RefSource")))


def _subjects(citation: Element) -> Iterator[str]:
    """MeSH headings, one per qualifier: ``Cadmium``, ``Carbonic Anhydrases/metabolism``."""
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        descriptor = text_of(heading.find("DescriptorName"))
        qualifiers = texts_of(heading.findall("QualifierName"))
        yield from [f"{descriptor}/{qualifier}" for qualifier in qualifiers] or [descriptor]
    yield from texts_of(citation.iterfind("SupplMeshList/SupplMeshName"))


def _databanks(article: Element) -> tuple[list[str], list[str]]:
    """ClinicalTrials.gov ids; and every accession number with the name of its register or data bank."""
    accessions = [
        f"{text_of(bank.find('DataBankName'))} {text_of(number)}"
        for bank in article.iterfind("DataBankList/DataBank")
        for number in bank.iterfind("AccessionNumberList/AccessionNumber")
    ]
    return [nct for accession in accessions if (nct := identifiers.nct(accession))], accessions
