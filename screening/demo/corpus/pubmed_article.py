"""Writes an Article as PubMed XML (elements and their order: pubmed_250101.dtd)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from screening.demo.corpus.article import MONTHS, Article, Issued, Link, Part, Person
from screening.demo.corpus.pubmed_book import book_xml
from screening.demo.corpus.tags import dated, holding, saying

NOTICE: Final = "Synthetic record, written for demonstration and tests. No such study exists."
_DATA = tomllib.loads((Path(__file__).parent / "descriptors.toml").read_text("utf-8"))
_UI: Final[dict[str, str]] = _DATA["ui"]
_CATEGORY: Final[dict[str, str]] = _DATA["category"]


def article_xml(article: Article) -> str:
    """One PubmedArticle or PubmedBookArticle element."""
    if article.book:
        return book_xml(
            article, article.book, abstract_xml(article.parts), "".join(map(_person, article.people))
        )
    return holding("PubmedArticle", _citation(article), _pubmed_data(article))


def article_set(elements: Iterable[str], year: int = 2025) -> str:
    """A whole efetch answer, with the DOCTYPE of that year."""
    return (
        '<?xml version="1.0" ?>\n'
        f'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January {year}//EN" '
        f'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_{year % 100}0101.dtd">\n'
        "<PubmedArticleSet>\n" + "\n".join(elements) + "\n</PubmedArticleSet>"
    )


def abstract_xml(parts: Iterable[Part]) -> str:
    texts = "".join(
        holding("AbstractText", part.text, Label=part.label, NlmCategory=_CATEGORY.get(part.label, ""))
        for part in parts
    )
    return holding("Abstract", texts, saying("CopyrightInformation", NOTICE if texts else ""))


def _citation(a: Article) -> str:
    return holding(
        "MedlineCitation",
        saying("PMID", str(a.pmid), Version="1"),
        dated("DateCompleted", a.entered + dt.timedelta(days=40)) if a.mesh else "",
        dated("DateRevised", a.entered + dt.timedelta(days=90)),
        _article(a),
        _journal_info(a),
        saying("CitationSubset", "IM" if a.mesh else ""),
        holding("CommentsCorrectionsList", *map(_link, a.links)),
        holding("MeshHeadingList", *map(_heading, a.mesh)),
        holding("KeywordList", *(saying("Keyword", k, MajorTopicYN="N") for k in a.keywords), Owner="NOTNLM"),
        saying("CoiStatement", NOTICE),
        Status=a.status,
        Owner="NLM",
    )


def _article(a: Article) -> str:
    return holding(
        "Article",
        _journal(a),
        holding("ArticleTitle", a.title),
        holding("Pagination", saying("MedlinePgn", a.pages)),
        saying("ELocationID", a.pii, EIdType="pii", ValidYN="Y"),
        saying("ELocationID", a.doi, EIdType="doi", ValidYN="Y"),
        abstract_xml(a.parts),
        holding("AuthorList", *map(_person, a.people), CompleteYN="Y"),
        *(saying("Language", language) for language in a.languages),
        _registration(a.nct),
        holding("PublicationTypeList", *(saying("PublicationType", t, UI=_UI.get(t, "")) for t in a.types)),
        holding("VernacularTitle", a.vernacular_title),
        dated("ArticleDate", a.online, DateType="Electronic") if a.online else "",
        PubModel="Print-Electronic" if a.online else "Print",
    )


def _journal(a: Article) -> str:
    issue = holding(
        "JournalIssue",
        saying("Volume", a.volume),
        saying("Issue", a.issue),
        _issued(a.issued),
        CitedMedium="Internet",
    )
    return holding(
        "Journal",
        saying("ISSN", a.journal.issn, IssnType="Electronic"),
        issue,
        saying("Title", a.journal.title),
        saying("ISOAbbreviation", a.journal.abbreviation),
    )


def _issued(when: Issued) -> str:
    if when.free:
        return holding("PubDate", saying("MedlineDate", when.free))
    return holding(
        "PubDate",
        saying("Year", str(when.year)),
        saying("Season", when.season),
        saying("Month", MONTHS[when.month - 1] if when.month else ""),
        saying("Day", f"{when.day:02}" if when.day else ""),
    )


def _person(p: Person) -> str:
    name = (("LastName", p.family), ("ForeName", p.given), ("Initials", p.initials), ("Suffix", p.suffix))
    return holding(
        "Author",
        saying("CollectiveName", p.group) or "".join(saying(tag, value) for tag, value in name),
        saying("Identifier", p.orcid, Source="ORCID"),
        holding("AffiliationInfo", saying("Affiliation", p.affiliation)),
        ValidYN="Y",
    )


def _registration(nct: str) -> str:
    numbers = holding("AccessionNumberList", saying("AccessionNumber", nct))
    bank = holding("DataBank", saying("DataBankName", "ClinicalTrials.gov" if nct else ""), numbers)
    return holding("DataBankList", bank, CompleteYN="Y")


def _journal_info(a: Article) -> str:
    return holding(
        "MedlineJournalInfo",
        saying("Country", a.journal.country),
        saying("MedlineTA", a.journal.abbreviation),
        saying("NlmUniqueID", a.journal.nlm_id),
        saying("ISSNLinking", a.journal.issn),
    )


def _link(link: Link) -> str:
    other = saying("PMID", str(link.pmid), Version="1")
    return holding("CommentsCorrections", saying("RefSource", link.source), other, RefType=link.kind)


def _heading(heading: str) -> str:
    name = saying("DescriptorName", heading, UI=_UI.get(heading, ""), MajorTopicYN="N")
    return holding("MeshHeading", name)


def _pubmed_data(a: Article) -> str:
    clock = saying("Hour", "6") + saying("Minute", "0")
    steps = ("entrez", "pubmed", "medline") if a.mesh else ("entrez", "pubmed")
    ids = (("pubmed", str(a.pmid)), ("pmc", a.pmc), ("doi", a.doi), ("pii", a.pii))
    return holding(
        "PubmedData",
        holding("History", *(dated("PubMedPubDate", a.entered, clock, PubStatus=step) for step in steps)),
        saying("PublicationStatus", "ppublish"),
        holding("ArticleIdList", *(saying("ArticleId", value, IdType=kind) for kind, value in ids)),
    )
