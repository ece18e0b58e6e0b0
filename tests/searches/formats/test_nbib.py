import io

import pytest

from screening.records.description import Author, Description, Received, Relation
from screening.searches.formats.nbib import Nbib


def read(text: str) -> list[Received]:
    found = list(Nbib().read(io.BytesIO(text.encode())))
    assert b"".join(one.raw for one in found) == (text.encode() if found else b"")
    return found


def describe(*lines: str) -> Description:
    (found,) = read("\n".join(["PMID- 31234567", "OWN - NLM", "TI  - Walking.", *lines, ""]))
    assert found.description
    return found.description


def test_authors_full_short_and_collective_in_order() -> None:
    found = describe(
        "FAU - Müller, Jörg",
        "AU  - Müller J",
        "AUID- ORCID: 0000-0001-2345-6789",
        "AD  - Clinic.",
        "CN  - Walking Study Group of the",
        "      North",
        "AU  - Lee DH",
        "FIR - Investigator, Ida",
        "FED - Editor, Ed",
    )
    assert found.authors == (
        Author("Müller", "Jörg"),
        Author(literal="Walking Study Group of the North"),
        Author("Lee", "DH"),
    )
    assert found.extra["FIR"] == ["Investigator, Ida"]


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["AID - S0140(05)1 [pii]", "AID - 10.1000/a [doi]"], "10.1000/a"),
        (["LID - 10.1000/ahead [doi]", "LID - e12 [pii]"], "10.1000/ahead"),
        (["AID - http://dx.doi.org/10.1000/eric"], "10.1000/eric"),
        (["SO  - J Walk. 2021;1(2):3-4. doi: 10.1000/so. eCollection 2021."], "10.1000/so"),
        (["AID - 10.1000/not-marked [pii]"], ""),
    ],
)
def test_where_the_doi_lives(lines: list[str], doi: str) -> None:
    assert describe(*lines).doi == doi


@pytest.mark.parametrize(
    ("date", "year"),
    [("2021 Jan-Feb", 2021), ("1998 Dec-1999 Jan", 1998), ("2020 Spring", 2020), ("in press", None)],
)
def test_publication_dates(date: str, year: int | None) -> None:
    found = describe(f"DP  - {date}")
    assert (found.date, found.year) == (date, year)


def test_what_else_a_record_says() -> None:
    found = describe(
        "TT  - Gehen.",
        "AB  - BACKGROUND: Mood. RESULTS: It",
        "      improved.",
        "IS  - 1234-5678 (Electronic)",
        "IS  - 8765-4321 (Linking)",
        "PMC - PMC1234567",
        "AID - S1 [pii]",
        "LA  - ger",
        "PT  - Journal Article",
        "MH  - Walking/*psychology",
        "OT  - mood",
        "SI  - ClinicalTrials.gov/NCT05514639",
        "CIN - Lancet. 2022;1:2. doi: 10.1000/c. PMID: 32345678",
        "RIN - Lancet. 2023;1:3. PMID: 33456789",
        "OAB - Another abstract.",
        "STAT- MEDLINE",
    )
    assert (found.pmid, found.pmcid, found.nct) == ("31234567", "PMC1234567", "NCT05514639")
    assert found.vernacular_title == "Gehen."
    assert [(s.label, s.text) for s in found.abstract] == [
        ("BACKGROUND", "Mood."),
        ("RESULTS", "It improved."),
    ]
    assert found.issn == ("1234-5678", "8765-4321")
    assert (found.languages, found.types) == (("ger",), ("Journal Article",))
    assert (found.subjects, found.keywords) == (("Walking/*psychology",), ("mood",))
    assert found.relations[0] == Relation(
        "CommentIn", "32345678", "Lancet. 2022;1:2. doi: 10.1000/c. PMID: 32345678"
    )
    assert found.relations[1].kind == "RetractionIn"
    assert found.retracted
    assert found.ids == {"pii": "S1"}
    assert found.extra == {"OWN": ["NLM"], "OAB": ["Another abstract."], "STAT": ["MEDLINE"]}
    assert found.doi == ""


def test_the_doi_and_pmid_of_another_report_are_not_its_own() -> None:
    found = describe("EIN - J Walk. 2022. doi: 10.1000/erratum. PMID: 39999999")
    assert (found.doi, found.pmid) == ("", "31234567")


def test_a_title_only_in_its_own_language_is_the_title() -> None:
    (found,) = read("PMID- 1\nTI  - [Not Available].\nVTI - Gehen und Stimmung.\n")
    assert found.description
    assert found.description.title == "Gehen und Stimmung."
    (book,) = read("PMID- 2\nOWN - NLM\nBTI - On Walking\nPB  - Walk Press\n")
    assert book.description
    assert (book.description.title, book.description.publisher) == ("On Walking", "Walk Press")


def test_eric_has_no_pmid() -> None:
    text = "OWN - ERIC\nTI  - {}\nSO  - v10 n1 2000\nOID - EJ1\nISSN - ISSN-1234-4567\nDP  - 2000\n"
    first, second = read(text.format("One") + text.format("Two"))
    assert first.description
    assert second.description
    assert (first.description.title, second.description.title) == ("One", "Two")
    assert first.description.ids == {"eric": "EJ1"}
    assert first.description.issn == ("1234-4567",)


def test_careless_lines_and_an_empty_line_between_records() -> None:
    text = "PMID-1\nSO  not a tag\nTI  -One\n\nPMID- 2\nSO- x\nTI  - Two\n\nPMC - PMC3333\nTI  - Three\n"
    found = read(text)
    assert [one.description and one.description.title for one in found] == ["One", "Two", "Three"]
    assert [one.description and one.description.pmid for one in found] == ["1", "2", ""]


def test_an_empty_line_after_every_line_separates_nothing() -> None:
    (found,) = read("PMID- 1\n\nOWN - NLM\n\nTI  - One\n\nDP  - 2020\n\n")
    assert found.description
    assert found.description.year == 2020


def test_the_last_record_is_cut_where_the_others_were_whole() -> None:
    whole, cut = read("PMID- 1\nTI  - One\nSO  - J. 2020\n\nPMID- 2\nTI  - Tw")
    assert whole.problem == ""
    assert cut.problem == "The file ends inside this record: the download may be incomplete."
    (alone,) = read("PMID- 1\n")
    assert (alone.description, alone.problem) == (None, "It is empty.")


def test_pubmed_central_begins_a_record_with_its_own_number() -> None:
    one = "PMC - PMC605501{0}\nPMID- 3004292{0}\nTI  - Walking.\nPG  - 1-2\n\n"
    found = read("\n" + one.format(1) + one.format(2))
    assert [(d.pmcid, d.pmid) for r in found if (d := r.description)] == [
        ("PMC6055011", "30042921"),
        ("PMC6055012", "30042922"),
    ]


def test_a_chapter_is_in_its_book_and_a_book_in_its_series() -> None:
    assert describe("BTI - On foot", "CTI - Feet").journal == "On foot"
    (book,) = read("PMID- 1\nBTI - On foot\nCTI - Feet\n")
    assert book.description
    assert (book.description.title, book.description.journal) == ("On foot", "Feet")
