import io
import json
from typing import Any

from screening.records.description import Author, Description, Section
from screening.searches import reading
from screening.searches.formats.csl_json import CslJson


def one(problem: str = "", **fields: Any) -> Description:
    data = json.dumps([{"type": "article-journal", "title": "Walking", **fields}]).encode()
    (found,) = CslJson().read(io.BytesIO(data))
    assert found.problem == problem
    assert found.description
    return found.description


def test_what_only_looks_like_a_tag_is_kept() -> None:
    assert one(title="Antigen <A> in mice & rats").title == "Antigen <A> in mice & rats"


def test_every_field() -> None:
    found = one(
        title="Walking <i>in vivo</i> &amp; mood",
        **{
            "container-title": "Journal of Walking",
            "container-title-short": "J Walk",
            "original-title": "Gehen",
            "citation-key": "lee2021",
        },
        author=[
            {"family": "Berg", "non-dropping-particle": "van der", "given": "Ann", "suffix": "Jr."},
            {"literal": "Walking Group"},
            {"name": "Crossref Group"},
            "Lee, D",
            {},
        ],
        issued={"date-parts": [["2021", 3, 4]]},
        volume=12,
        issue="3",
        page="1-9",
        DOI="https://doi.org/10.1000/W",
        PMID="31234567",
        PMCID="PMC1234567",
        ISSN="1234-5678, 8765-4321",
        ISBN=["9780306406157"],
        abstract="One.\n\nTwo.",
        keyword="a, b",
        language="en",
        URL="https://x.org",
        publisher="Press",
        genre="Review; Preprint",
    )
    assert found.title == "Walking in vivo & mood"
    assert found.authors == (
        Author("van der Berg Jr.", "Ann"),
        Author(literal="Walking Group"),
        Author(literal="Crossref Group"),
        Author("Lee", "D"),
    )
    assert (found.year, found.date, found.volume, found.pages) == (2021, "2021-03-04", "12", "1-9")
    assert (found.doi, found.pmid, found.pmcid) == ("10.1000/w", "31234567", "PMC1234567")
    assert (found.issn, found.isbn) == (("1234-5678", "8765-4321"), ("9780306406157",))
    assert found.abstract == (Section("One.\n\nTwo."),)
    assert (found.keywords, found.languages) == (("a", "b"), ("en",))
    assert found.types == ("article-journal", "Review", "Preprint")
    assert (found.journal, found.journal_abbreviation) == ("Journal of Walking", "J Walk")
    assert (found.vernacular_title, found.publisher, found.url) == ("Gehen", "Press", "https://x.org")
    assert found.extra == {"citation-key": ["lee2021"]}


def test_dates_in_other_shapes() -> None:
    assert one(issued={"raw": "March 2020"}).year == 2020
    assert one(issued="2019-01-02").year == 2019
    assert one(issued={"date-parts": [[None]]}).year is None
    assert one(issued={"date-parts": [[20211]]}, problem="The year “20211” could not be read.").year is None


def test_what_zotero_writes_into_the_note() -> None:
    found = one(note="Publisher: X\nPMID: 31234567\nPMCID: PMC1234567\nDOI: 10.1000/n")
    assert (found.pmid, found.pmcid, found.doi) == ("31234567", "PMC1234567", "10.1000/n")
    assert found.extra["note"] == ["Publisher: X PMID: 31234567 PMCID: PMC1234567 DOI: 10.1000/n"]


def test_an_answer_of_crossref() -> None:
    work = {
        "type": "journal-article",
        "title": ["Walking"],
        "container-title": ["J Walk"],
        "DOI": "10.1000/w",
        "ISSN": ["1234-5678"],
        "issued": {"date-parts": [[2021]]},
        "abstract": "<jats:title>Aim</jats:title><jats:p>To walk.</jats:p>",
    }
    data = json.dumps({"status": "ok", "message": {"total-results": 1, "items": [work], "query": {"a": 1}}})
    stream = io.BytesIO(data.encode())
    assert reading.recognise(stream.getvalue()).key == "csl_json"
    (found,) = reading.read(stream)
    assert found.description
    assert (found.description.title, found.description.journal) == ("Walking", "J Walk")
    assert found.description.abstract == (Section("To walk.", "Aim"),)


def test_what_crossref_says_of_one_work() -> None:
    work = {
        "type": "journal-article",
        "title": ["Walking"],
        "DOI": "10.1000/w",
        "issued": {"date-parts": [[2021]]},
    }
    (found,) = CslJson().read(io.BytesIO(json.dumps({"message-type": "work", "message": work}).encode()))
    assert found.description
    assert (found.description.title, found.description.doi) == ("Walking", "10.1000/w")
    (other,) = CslJson().read(io.BytesIO(b'{"message-type": "agency", "message": "none"}'))
    assert other.problem == "It is no item of CSL-JSON."


def test_other_objects_are_told_and_other_json_is_not_recognised() -> None:
    (found,) = CslJson().read(io.BytesIO(b'[{"colour": "red"}]'))
    assert (found.description, found.problem) == (None, "It is no item of CSL-JSON.")
    assert CslJson().recognises('{"colour": "red", "title": "x"}') == 0
    assert CslJson().recognises("title") == 0
