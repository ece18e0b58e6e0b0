"""Real PubMed records, where a developer has them beside the checkout: read without loss."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
from lxml import etree

from screening.records.description import Description, Received
from screening.searches.pubmed.reading import read_set
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared("pubmed")
FOLDER = SHARED / "pubmed"
Row = dict[str, str]


@cache
def records() -> list[tuple[Row, bytes, Received]]:
    with (FOLDER / "index.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    found = []
    for row in rows:
        body = (FOLDER / f"{row['pmid']}.xml").read_bytes()
        (received,) = read_set(body)
        found.append((row, body, received))
    return found


def differences(column: str, read: Callable[[Description], object]) -> list[tuple[str, object, str]]:
    """PMID, what we read and what the index says, where these differ."""
    values = (
        (row["pmid"], read(received.description or Description()), row[column])
        for row, _, received in records()
    )
    return [(pmid, ours, theirs) for pmid, ours, theirs in values if str(ours) != theirs]


def flag(value: object) -> int:
    return int(bool(value))


def test_all_are_read() -> None:
    assert len(records()) > 700
    assert [received.problem for _, _, received in records() if received.problem] == []


def test_raw_are_the_bytes_of_the_file() -> None:
    for _, body, received in records():
        assert received.raw in body
        assert body.count(b"<PubmedArticle>") + body.count(b"<PubmedBookArticle>") == 1
        assert received.raw.endswith(b"Article>")


@pytest.mark.parametrize(
    ("column", "read"),
    [
        ("pmid", lambda d: d.pmid),
        ("year", lambda d: d.year or ""),
        ("doi", lambda d: d.doi),
        ("pmc", lambda d: d.pmcid),
        ("pii", lambda d: d.ids.get("pii", "")),
        ("languages", lambda d: ";".join(d.languages)),
        ("pubtypes", lambda d: ";".join(d.types)),
        ("f_keywords", lambda d: len(d.keywords)),
        ("f_no_abstract", lambda d: flag(not d.abstract)),
        ("f_vernacular_title", lambda d: flag(d.vernacular_title)),
        ("f_collective_author", lambda d: flag(any(author.literal for author in d.authors))),
        ("f_retracted", lambda d: flag(d.retracted)),
        ("f_other_abstract", lambda d: flag("OtherAbstract" in d.extra)),
        ("f_databanks", lambda d: len({entry.split()[0] for entry in d.extra.get("DataBank", ())})),
    ],
)
def test_the_index_agrees(column: str, read: Callable[[Description], object]) -> None:
    found = differences(column, read)
    if column == "doi":  # the index keeps the source's capitals
        found = [(pmid, ours, theirs) for pmid, ours, theirs in found if ours != theirs.lower()]
    assert found == []


def test_titles_agree_up_to_the_way_of_writing_subscripts() -> None:
    """The index has the first 200 characters."""
    found = differences("title", lambda d: d.title[:200])
    assert [pmid for pmid, ours, theirs in found if letters(str(ours)) != letters(theirs)] == []
    assert len(found) < 10


def test_authors_are_as_many_as_the_index_says() -> None:
    """Of a book the index does not count them."""
    books = {row["pmid"] for row, _, _ in records() if row["kind"] == "book"}
    assert {pmid for pmid, *_ in differences("n_authors", lambda d: len(d.authors))} <= books


def test_labels_of_abstracts() -> None:
    """The index also counts NLM's placeholder UNLABELLED as a label."""
    found = differences("f_structured_abstract", lambda d: flag(any(s.label for s in d.abstract)))
    bodies = {row["pmid"]: body for row, body, _ in records()}
    assert all(b'Label="UNLABELLED"' in bodies[pmid] for pmid, *_ in found)


def letters(text: str) -> str:
    """Letters and digits only; raised and lowered ones as plain ones."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def source(body: bytes, tag: str) -> str:
    return "".join("".join(element.itertext()) for element in etree.fromstring(body).iter(tag))


def test_every_letter_of_every_abstract_is_there() -> None:
    for row, body, received in records():
        d: Description | None = received.description
        assert d
        own = source(body, "Abstract")
        rights = source(body, "CopyrightInformation")
        ours = "".join(section.text for section in d.abstract)
        assert letters(ours + rights) == letters(own), row["pmid"]


def test_every_letter_of_every_title_is_there() -> None:
    for row, body, received in records():
        d = received.description
        assert d
        title = source(body, "ArticleTitle") or source(body, "BookTitle") or source(body, "VernacularTitle")
        assert letters(d.title) == letters(title), row["pmid"]


def test_labels_and_headings_are_those_of_the_source() -> None:
    for _, body, received in records():
        d = received.description
        assert d
        texts = etree.fromstring(body).iterfind(".//Abstract/AbstractText")
        labels = [t.get("Label", "") for t in texts if "".join(t.itertext()).strip()]
        assert [s.label for s in d.abstract] == ["" if one == "UNLABELLED" else one for one in labels]
