"""Export files of any size, written here: records as databases write them, and thin ones of a few fields.

Record ``i`` has the title ``Record {i:07d} …`` and the DOI ``10.5555/bench.{i:07d}`` in every format.
"""

from __future__ import annotations

import html
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_WORDS = """
    randomised trial cohort walking depression adults children therapy outcome dose placebo review systematic
    evidence screening quality effect risk group care nurse β-blocker naïve Zürich größe
    """.split()  # noqa: SIM905
_FAMILIES = (
    "Müller",
    "Lee",
    "O'Brien",
    "van der Berg",
    "García",
    "Smith",
    "Nguyen",
    "Kowalski",
    "Rossi",
    "Ray",
)


class Bench(NamedTuple):
    number: int
    title: str
    authors: list[str]
    year: int
    journal: str
    doi: str
    abstract: str
    keywords: list[str]


def record(number: int, *, thin: bool) -> Bench:
    chance = random.Random(number)
    words = [chance.choice(_WORDS) for _ in range(200)]
    names = [
        f"{chance.choice(_FAMILIES)}{chance.randrange(100)}, Ann {chr(65 + chance.randrange(26))}"
        for _ in range(2 if thin else 6)
    ]
    return Bench(
        number,
        f"Record {number:07d} {' '.join(words[:10])}",
        names,
        1990 + number % 35,
        f"Journal {number % 211} of Walking",
        f"10.5555/bench.{number:07d}",
        f"{' '.join(words[10:])}.",
        [] if thin else [f"{words[k]} {words[k + 1]}" for k in range(0, 24, 2)],
    )


def records(count: int, *, thin: bool) -> Iterator[Bench]:
    return (record(number, thin=thin) for number in range(count))


def ris(one: Bench) -> str:
    lines = ["TY  - JOUR", *(f"AU  - {name}" for name in one.authors)]
    lines += [f"TI  - {one.title}", f"PY  - {one.year}///", f"T2  - {one.journal}", f"DO  - {one.doi}"]
    lines += [f"AB  - {one.abstract}"]
    if one.keywords:
        lines += [f"KW  - {word}" for word in one.keywords]
        lines += [
            "J2  - J. Walk.",
            "VL  - 12",
            "IS  - 3",
            "SP  - 101",
            "EP  - 110",
            "SN  - 1234-5678",
            "LA  - English",
        ]
        lines += [f"AD  - Department {n}, University of Walking, Zürich, Switzerland" for n in range(4)]
        lines += [
            f"UR  - https://example.org/records/{one.number}",
            f"AN  - L{one.number}",
            "DB  - Walking Index",
        ]
        lines += ["M3  - Article", "PB  - Press", "N1  - Export Date: 1 March 2026; Cited By: 12"]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def bibtex(one: Bench) -> str:
    fields = {
        "author": " and ".join(one.authors),
        "title": f"{{{one.title}}}",
        "journal": one.journal,
        "year": str(one.year),
        "doi": one.doi,
        "abstract": one.abstract,
    }
    if one.keywords:
        fields |= {"keywords": "; ".join(one.keywords), "volume": "12", "number": "3", "pages": "101--110"}
        fields |= {"issn": "1234-5678", "language": "English", "publisher": "Press", "type": "Article"}
        fields |= {"url": f"https://example.org/records/{one.number}", "note": "Cited by: 12"}
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@article{{k{one.number},\n{inside}\n}}\n\n"


def pubmed_xml(one: Bench) -> str:
    full = bool(one.keywords)
    place = (
        "<AffiliationInfo><Affiliation>University of Walking, Zürich.</Affiliation></AffiliationInfo>" * full
    )
    authors = "".join(
        f"<Author><LastName>{html.escape(family)}</LastName><ForeName>{given}</ForeName>"
        f"<Initials>{given[0]}</Initials>{place}</Author>"
        for family, given in (name.split(", ") for name in one.authors)
    )
    headings = "".join(
        f'<MeshHeading><DescriptorName UI="D{k:06d}" MajorTopicYN="N">{word}</DescriptorName>'
        f'<QualifierName UI="Q000628" MajorTopicYN="N">therapy</QualifierName></MeshHeading>'
        for k, word in enumerate(one.keywords)
    )
    cited = "".join(
        f'<Reference><Citation>Walk {k}. J Walk. 1999;1:1.</Citation><ArticleIdList><ArticleId IdType="pubmed">'
        f"{k + 1}</ArticleId></ArticleIdList></Reference>"
        for k in range(25 if full else 0)
    )
    more = (
        "<Language>eng</Language><PublicationTypeList><PublicationType UI='D016428'>Journal Article"
        "</PublicationType></PublicationTypeList>"
    )
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{one.number + 1}</PMID>'
        f"<Article><Journal><ISSN>1234-5678</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>"
        f"{one.year}</Year></PubDate></JournalIssue><Title>{one.journal}</Title></Journal><ArticleTitle>{one.title}"
        f"</ArticleTitle><Pagination><MedlinePgn>101-110</MedlinePgn></Pagination><Abstract><AbstractText>"
        f"{one.abstract}</AbstractText></Abstract><AuthorList>{authors}</AuthorList>{more if full else ''}</Article>"
        f"{f'<MeshHeadingList>{headings}</MeshHeadingList>' if full else ''}</MedlineCitation><PubmedData>"
        f'<ArticleIdList><ArticleId IdType="pubmed">{one.number + 1}</ArticleId><ArticleId IdType="doi">{one.doi}'
        f"</ArticleId></ArticleIdList>{f'<ReferenceList>{cited}</ReferenceList>' if full else ''}</PubmedData>"
        f"</PubmedArticle>\n"
    )


WRITERS = {"ris": ris, "bibtex": bibtex, "pubmed_xml": pubmed_xml}
_AROUND = {
    "pubmed_xml": ('<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n', "</PubmedArticleSet>\n")
}


def write(path: Path, format_key: str, count: int, *, thin: bool) -> Path:
    before, after = _AROUND.get(format_key, ("", ""))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(before)
        file.writelines(map(WRITERS[format_key], records(count, thin=thin)))
        file.write(after)
    return path
