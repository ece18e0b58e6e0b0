"""Writes an Article as MEDLINE text (PubMed's .nbib).

Tags: NLM, "MEDLINE/PubMed data element (field) descriptions".
"""

from __future__ import annotations

import textwrap

from screening.demo.corpus.article import MONTHS, Article, Issued, plain


def medline_text(a: Article) -> str:
    """One record: four-letter tags, continuation lines indented by six."""
    sections = [f"{part.label}: {plain(part.text)}" if part.label else plain(part.text) for part in a.parts]
    rows: list[tuple[str, str]] = [
        ("PMID", str(a.pmid)),
        ("STAT", "Publisher" if a.book else a.status),
        ("IS", f"{a.journal.issn} (Electronic)" if a.journal.issn else ""),
        ("VI", a.volume),
        ("IP", a.issue),
        ("DP", _issued(a.issued)),
        ("TI" if not a.book else "BTI", a.plain_title),
        ("PG", a.pages),
        ("LID", f"{a.doi} [doi]" if a.doi else ""),
        ("AB", " ".join(sections)),
        *_authors(a),
        *(("LA", language) for language in a.languages),
        ("SI", f"ClinicalTrials.gov/{a.nct}" if a.nct else ""),
        *(("PT", kind) for kind in a.types),
        ("TT", plain(a.vernacular_title)),
        ("TA", a.journal.abbreviation),
        ("JT", a.journal.title),
        *(("MH", heading) for heading in a.mesh),
        *(("OT", keyword) for keyword in a.keywords),
        ("EDAT", f"{a.entered:%Y/%m/%d} 06:00"),
        ("AID", f"{a.pii} [pii]" if a.pii else ""),
        ("AID", f"{a.doi} [doi]" if a.doi else ""),
        ("PMC", a.pmc),
    ]
    return "".join(_row(tag, value) for tag, value in rows if value)


def _authors(a: Article) -> list[tuple[str, str]]:
    rows = []
    for person in a.people:
        if person.group:
            rows.append(("CN", person.group))
        else:
            given = " ".join(filter(None, (person.given, person.suffix)))
            rows += [("FAU", f"{person.family}, {given}"), ("AU", person.short)]
    return rows


def _issued(when: Issued) -> str:
    month = MONTHS[when.month - 1] if when.month else when.season
    return when.free or " ".join(filter(None, (str(when.year), month, str(when.day or ""))))


def _row(tag: str, value: str) -> str:
    lines = textwrap.wrap(value, 82, break_long_words=False, break_on_hyphens=False)
    return f"{tag:<4}- " + "\n      ".join(lines) + "\n"
