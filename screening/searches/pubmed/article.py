"""What a record of PubMed says, as a Description.

Fields mean what NLM's "MEDLINE/PubMed XML Element Descriptions" say
(https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html). Identifiers are read from the article's own
places only: ``CommentsCorrections`` and ``ReferenceList`` hold those of other articles.
"""

from __future__ import annotations

from screening.lib import identifiers
from screening.records.description import Description, Relation
from screening.records.retraction import is_retracted
from screening.searches.pubmed import parts
from screening.searches.pubmed.book import describe_book
from screening.searches.pubmed.markup import text_of, texts_of
from screening.searches.pubmed.mathml import Element
from screening.searches.pubmed.parts import Children

_CITED = "Cites"  # the reference list: hundreds of entries that say nothing about this report


def describe_article(element: Element) -> Description:
    """Of a ``PubmedArticle``. What is missing stays empty; what is unknown is not looked at."""
    record = Children(element)
    citation = record if element.tag == "MedlineCitation" else record.below("MedlineCitation")
    article, about_journal = citation.below("Article"), citation.below("MedlineJournalInfo")
    journal = article.below("Journal")
    part = journal.below("JournalIssue")
    ids = parts.ids_of(record.below("PubmedData").within("ArticleIdList"), article.all("ELocationID"))
    date, year = parts.first_date(part.first("PubDate"), article.first("ArticleDate"))
    title = parts.title_of(article)
    types = texts_of(article.within("PublicationTypeList"))
    relations = _relations(citation)
    trials, accessions = _databanks(article)
    extra = {"OtherAbstract": parts.other_abstracts(citation), "DataBank": accessions}
    return Description(
        title=title,
        vernacular_title=article.text("VernacularTitle"),
        authors=parts.authors_of(article),
        year=year,
        date=date,
        journal=journal.text("Title"),
        journal_abbreviation=journal.text("ISOAbbreviation") or about_journal.text("MedlineTA"),
        volume=part.text("Volume"),
        issue=part.text("Issue"),
        pages=parts.pages_of(article),
        pmid=citation.text("PMID"),
        nct=trials[0] if trials else "",
        issn=texts_of([*journal.all("ISSN"), *about_journal.all("ISSNLinking")]),
        abstract=parts.abstract_of(article),
        keywords=texts_of(citation.within("KeywordList")),
        subjects=_subjects(citation),
        languages=article.texts("Language"),
        types=types,
        relations=relations,
        retracted=is_retracted(title, types) or "RetractionIn" in [link.kind for link in relations],
        extra={tag: values for tag, values in extra.items() if values},
        **parts.known_ids(ids),
    )


def describe(element: Element) -> Description:
    """Of any record element of a PubmedArticleSet."""
    return describe_book(element) if element.tag == "PubmedBookArticle" else describe_article(element)


def _relations(citation: Children) -> tuple[Relation, ...]:
    found = []
    for link in citation.within("CommentsCorrectionsList"):
        kind = link.get("RefType", "")
        if kind != _CITED:
            said = Children(link)
            found.append(Relation(kind, pmid=said.text("PMID"), text=said.text("RefSource")))
    return tuple(found)


def _subjects(citation: Children) -> tuple[str, ...]:
    """MeSH headings, one per qualifier: ``Cadmium``, ``Carbonic Anhydrases/metabolism``."""
    found: list[str] = []
    for heading in citation.within("MeshHeadingList"):
        descriptor = [text_of(part) for part in heading]
        found += [f"{descriptor[0]}/{qualifier}" for qualifier in descriptor[1:]] or descriptor
    return (*found, *texts_of(citation.within("SupplMeshList")))


def _databanks(article: Children) -> tuple[list[str], list[str]]:
    """ClinicalTrials.gov ids; and every accession number with the name of its register or data bank."""
    accessions = [
        f"{bank.text('DataBankName')} {text_of(number)}"
        for bank in map(Children, article.within("DataBankList"))
        for number in bank.within("AccessionNumberList")
    ]
    return [nct for accession in accessions if (nct := identifiers.nct(accession))], accessions
