from dataclasses import replace

from screening.records.description import Author, Description, Section
from screening.records.filling import described, unreadable
from screening.reviews.models import Review

FULL = Description(
    title="Exosomes for low back pain",
    authors=(Author("Müller", "Ada"), Author(literal="The Disc Group")),
    year=2021,
    journal="Spine",
    volume="46",
    issue="3",
    pages="1-9",
    doi="10.1/x",
    pmid="33",
    pmcid="PMC7",
    nct="NCT00000001",
    abstract=(Section("Aim.", "AIMS"), Section("p < 0.05", "RESULTS")),
    keywords=("exosome",),
    subjects=("Low Back Pain",),
    languages=("eng", "fre"),
    types=("Journal Article", "Review"),
    retracted=True,
)


def test_everything_people_screen_by_is_there(db: None) -> None:
    citation = described(review=Review(), route="dbr", description=FULL)
    assert citation.title == "Exosomes for low back pain"
    assert citation.authors == [{"family": "Müller", "given": "Ada"}, {"literal": "The Disc Group"}]
    assert citation.abstract_text == "AIMS: Aim.\n\nRESULTS: p < 0.05"
    assert citation.abstract[1] == {"text": "p < 0.05", "label": "RESULTS"}
    assert (citation.doi, citation.pmid, citation.pmcid, citation.nct) == (
        "10.1/x",
        "33",
        "PMC7",
        "NCT00000001",
    )
    assert (citation.languages, citation.types) == ("eng, fre", "Journal Article, Review")
    assert citation.keywords == ["exosome", "Low Back Pain"]
    assert (citation.retracted, citation.route, citation.closed_as) == (True, "dbr", "")


def test_only_a_title_in_another_language() -> None:
    citation = described(
        review=Review(), route="dbr", description=Description(vernacular_title="Exosomes lombaires")
    )
    assert citation.title == "Exosomes lombaires"


def test_what_does_not_fit_is_cut_and_an_identifier_left_out() -> None:
    long = replace(FULL, pages="1" * 500, doi="10.1/" + "x" * 600, title="t" * 100_000)
    citation = described(review=Review(), route="dbr", description=long)
    assert (len(citation.pages), citation.doi, len(citation.title)) == (200, "", 100_000)


def test_an_unreadable_record_is_closed_with_its_reason() -> None:
    citation = unreadable(review=Review(), route="dbr", name="33 (PubMed)")
    assert (citation.title, citation.closed_as) == ("Unreadable record 33 (PubMed)", "other")
    assert citation.closed_reason == "unreadable record"
