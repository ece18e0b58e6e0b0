"""What parsers that are not ours find in each file. (RIS has a page of its own: ``test_ris.py``.)"""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import bibtexparser
import openpyxl
import pytest
from bibtexparser.bparser import BibTexParser
from Bio import Medline
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from screening.exports.exporters.citations_csv import CitationsCsv
from screening.exports.writing.bibtex import bibtex
from screening.exports.writing.csl_json import csl_json
from screening.exports.writing.endnote_xml import endnote_xml
from screening.exports.writing.nbib import nbib
from screening.exports.writing.table import HEAD
from screening.exports.writing.workbook import LONGEST, xlsx
from screening.records.description import Author, Description, Relation, Section
from tests.exports.writing import ALL, RICH, descriptions, entries, plain

TITLES = [plain(d.title) for d in ALL]
some_descriptions = st.lists(descriptions, min_size=1, max_size=2)


def test_biopython_reads_the_nbib() -> None:
    found = list(Medline.parse(io.StringIO("".join(nbib(entries(ALL))))))
    assert [one["TI"] for one in found] == TITLES
    first = found[0]
    assert first["FAU"] == ["Müller, Jörg K", "van der Berg, Ann"]
    assert first["AU"] == ["Müller JK", "van der Berg A"]
    assert first["CN"] == ["Walking Study Group"]
    assert (first["PMID"], first["PMC"], first["LID"]) == (RICH.pmid, RICH.pmcid, f"{RICH.doi} [doi]")
    assert first["AB"] == "BACKGROUND: We asked. Why? METHODS: We walked (p < 0.05)."
    assert first["SO"] == "J Walk Sit. 2021 Jan 5;12(3):101-110."


def test_nbib_keeps_what_a_report_says_of_others() -> None:
    relations = (
        Relation("RetractionIn", "7", "J Walk. 2022;1:1."),
        Relation("ErratumIn", "", "J Walk. 2022;2:2."),
    )
    (found,) = Medline.parse(
        io.StringIO("".join(nbib(entries([Description(title="x", relations=relations)]))))
    )
    assert (found["RIN"], found["EIN"]) == (["J Walk. 2022;1:1. PMID: 7"], ["J Walk. 2022;2:2."])


def both_bibtex(text: str) -> list[dict[str, str]]:
    """The entries as bibtexparser has them; pybtex must find the same keys and titles."""
    found: list[dict[str, str]] = bibtexparser.loads(
        text, BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    ).entries
    other = parse_string(text, "bibtex").entries
    assert {e["ID"]: e["title"] for e in found} == {key: e.fields["title"] for key, e in other.items()}
    return found


def test_two_parsers_agree_on_the_bibtex() -> None:
    text = "".join(bibtex(entries(ALL)))
    found = both_bibtex(text)
    printed = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text
    assert [printed(e["title"]).replace("ˆ", "^") for e in found] == TITLES
    assert [e["ENTRYTYPE"] for e in found] == ["article", "misc", "misc", "misc", "misc", "article"]
    first = found[0]
    assert first["author"] == "Müller, Jörg K and van der Berg, Ann and {Walking Study Group}"
    assert (first["pages"], first["number"], first["year"]) == ("101--110", "3", "2021")
    assert (first["doi"], first["pmid"], first["url"]) == (RICH.doi, RICH.pmid, RICH.url)


@settings(max_examples=15, deadline=None)
@given(some_descriptions)
def test_whatever_a_title_holds_no_bibtex_entry_is_lost(some: list[Description]) -> None:
    text = "".join(bibtex(entries(some)))
    assert len(both_bibtex(text)) == len(some)
    keys = re.findall(r"^@\w+\{(.*),$", text, re.MULTILINE)
    assert all(re.fullmatch(r"[a-z]+\d*-\d+", key) for key in keys)
    assert len(set(keys)) == len(some)


def test_any_xml_parser_reads_the_endnote_file() -> None:
    data = "".join(endnote_xml(entries(ALL))).encode()
    ElementTree.fromstring(data)
    records = etree.fromstring(data).findall("records/record")
    assert [r.findtext("titles/title") for r in records] == TITLES
    assert all(r.find("ref-type").get("name") for r in records)
    first = records[0]
    authors = [a.text for a in first.findall("contributors/authors/author")]
    assert authors == ["Müller, Jörg K", "van der Berg, Ann", "Walking Study Group,"]
    assert first.findtext("accession-num") == RICH.ids["accession"]
    assert [u.text for u in first.findall("urls/related-urls/url")][1:] == [
        f"https://pubmed.ncbi.nlm.nih.gov/{RICH.pmid}/",
        f"https://clinicaltrials.gov/study/{RICH.nct}",
    ]


def test_endnote_takes_the_pmid_for_the_accession_number_of_pubmed() -> None:
    root = etree.fromstring("".join(endnote_xml(entries([Description(title="x", pmid="7")]))).encode())
    assert root.findtext(".//accession-num") == "7"
    assert root.findtext(".//remote-database-name") == "PubMed"


def test_csl_json_is_json_item_by_item() -> None:
    found = json.loads("".join(csl_json(entries(ALL))))
    assert [item["title"] for item in found] == TITLES
    first = found[0]
    assert first["type"] == "article-journal"
    assert first["author"] == [
        {"family": "Müller", "given": "Jörg K"},
        {"family": "van der Berg", "given": "Ann"},
        {"literal": "Walking Study Group"},
    ]
    assert (first["issued"], first["page"]) == ({"date-parts": [[2021]]}, "101-110")
    assert (first["DOI"], first["PMID"], first["custom"]["nct"]) == (RICH.doi, RICH.pmid, RICH.nct)
    assert json.loads("".join(csl_json([]))) == []


RUNS = re.compile(r"[\s\u00a0]*[=+\-@|\t\r＝＋－＠]")


def table() -> list[dict[str, str]]:
    text = "".join(CitationsCsv.text(entries(ALL)))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_no_cell_of_the_csv_runs() -> None:
    assert [row["title"].removeprefix("'") for row in table()] == TITLES
    assert not [cell for row in table() for cell in row.values() if RUNS.match(cell)]


def test_the_workbook_holds_the_same_as_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx(entries(ALL)))))
    head, *lines = book.active.iter_rows()
    assert tuple(cell.value for cell in head) == HEAD
    assert {cell.data_type for line in lines for cell in line if cell.value is not None} == {"s"}
    for line, row in zip(lines, table(), strict=True):
        assert [cell.value or "" for cell in line] == [
            re.sub(r"^'(?=[=@-])", "", text) for text in row.values()
        ]
    risky = lines[2][HEAD.index("title")]
    assert risky.value.startswith("=cmd|")
    assert risky.quotePrefix


def test_a_cell_ends_where_excel_would_cut_it() -> None:
    long = Description(title="x", authors=(Author("A", "B"),) * 9000, abstract=(Section("word " * 9000),))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx(entries([long]))))).active
    cells = {name: sheet.cell(2, column).value for column, name in enumerate(HEAD, 1)}
    assert [(len(cells[name]), cells[name][-1]) for name in ("authors", "abstract")] == [(LONGEST, "…")] * 2


def test_the_same_citations_make_the_same_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    first = b"".join(xlsx(entries(ALL)))
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert b"".join(xlsx(entries(ALL))) == first


def test_bibtex_of_a_record_that_says_nothing_is_still_an_entry() -> None:
    assert len(both_bibtex("".join(bibtex(entries([Description(), Description(title="A title")]))))) == 2
