"""Files that the prepared review imports and uploads: an export as Embase writes it, and a one-page PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from textwrap import wrap

from screening.demo.corpus.article import Article
from screening.records.models import Citation


def as_export(citations: Iterable[Citation]) -> bytes:
    """RIS in Embase's dialect. Every other record carries its PMID; the others are duplicates to be found."""
    return "".join(_entry(citation, n % 2 == 0) for n, citation in enumerate(citations)).encode()


def as_bare_export(articles: Iterable[Article]) -> bytes:
    """RIS without abstracts. In turn with a PMID, with a DOI, and with neither; every tenth with a wrong year."""
    return "".join(_bare_entry(article, n) for n, article in enumerate(articles)).encode()


def _bare_entry(article: Article, number: int) -> str:
    lines = [
        ("TY", "JOUR"),
        ("T1", article.plain_title),
        *(("A1", person.group or f"{person.family}, {person.given}") for person in article.people),
        ("Y1", f"{article.issued.year + (number % 10 == 8)}//"),
        ("JF", article.journal.title),
        ("C5", str(article.pmid) if number % 3 == 0 else ""),
        ("DO", article.doi if number % 3 == 1 else ""),
        ("ER", ""),
    ]
    return _written(lines)


def as_doubtful_export(citations: Iterable[Citation]) -> bytes:
    """Of the same citations what a person must look at: as preprints, in another volume, and under other words."""
    changes: list[Callable[[Citation], dict[str, str]]] = [
        lambda c: {"JF": "medRxiv", "VL": "", "SP": "", "DO": f"10.1101/2020.01.01.{c.pk:08}"},
        lambda c: {"VL": f"{c.volume}1", "DO": ""},
        lambda c: {"T1": _in_other_words(c.title), "DO": ""},
    ]
    return "".join(_entry(c, False, changes[n % 3](c)) for n, c in enumerate(citations)).encode()


def as_third_export(citation: Citation) -> bytes:
    """The same citation in yet another volume: with its doubtful one, three that hang together by questions."""
    changes = {"VL": f"{citation.volume}2", "DO": "", "U2": f"L8{citation.pk:08}"}
    return _entry(citation, False, changes).encode()


def _in_other_words(title: str) -> str:
    """As somebody types it off: the last word changed."""
    words = title.rstrip(".").split()
    return " ".join([*words[:-1], "outcomes"])


def _entry(citation: Citation, with_pmid: bool, changes: Mapping[str, str] | None = None) -> str:
    lines = [
        ("TY", "JOUR"),
        ("T1", citation.title),
        *(("A1", name) for name in citation.author_names),
        ("Y1", f"{citation.year}//"),
        ("JF", citation.journal),
        ("VL", citation.volume),
        ("SP", citation.pages),
        ("DO", citation.doi),
        ("C5", citation.pmid if with_pmid else ""),
        ("U2", f"L9{citation.pk:08}"),
        ("DB", "Embase"),
        ("N2", " ".join(citation.abstract_text.split())),
        ("ER", ""),
    ]
    return _written((tag, (changes or {}).get(tag, value)) for tag, value in lines)


def _written(lines: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value or tag == "ER") + "\r\n"


def one_page_pdf(*paragraphs: str) -> bytes:
    """A PDF of one page (PDF 1.4, ISO 32000-1 §7.5), small enough to write by hand; what does not fit is left out."""
    lines = [line for text in paragraphs for line in (*wrap(text, 84), "")]
    shown = b"".join(b"(%s) Tj T*\n" % _in_western(line) for line in lines[:44])
    stream = b"BT /F1 11 Tf 16 TL 64 772 Td\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    pdf, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        pdf
        + head
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            len(pdf),
        )
    )


def _in_western(line: str) -> bytes:
    return re.sub(rb"[\\()]", rb"\\\g<0>", line.encode("cp1252", "replace"))
