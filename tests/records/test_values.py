"""Names, years, abstracts and retractions as sources write them."""

import pytest

from screening.records.abstracts import sections
from screening.records.dates import year_in
from screening.records.description import Author, Section
from screening.records.names import author
from screening.records.retraction import is_retracted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith, Ann B", Author("Smith", "Ann B")),
        ("Shannon,Claude E.", Author("Shannon", "Claude E.")),
        ("King, Martin Luther, Jr.", Author("King", "Martin Luther, Jr.")),
        ("van der Berg, Jan", Author("van der Berg", "Jan")),
        ("van den Hoven,null", Author("van den Hoven", "")),
        ("Smith AB", Author("Smith", "AB")),
        ("Yang Z.", Author("Yang", "Z.")),
        ("Jalil N.-E.", Author("Jalil", "N.-E.")),
        ("Brownstein C D", Author("Brownstein", "C D")),
        ("Öztürk Ü", Author("Öztürk", "Ü")),
        ("S. Hochreiter", Author("Hochreiter", "S.")),
        ("J. R. R. Tolkien", Author("Tolkien", "J. R. R.")),
        ("朱江", Author(literal="朱江")),
        ("Plato", Author(literal="Plato")),
        ("World Health Organization,", Author(literal="World Health Organization")),
        ("Walking Study Group II", Author(literal="Walking Study Group II")),
        ("[Anonymous]", None),
        ("[No author name available]", None),
        ("et al.", None),
        (" , ", None),
    ],
)
def test_names(text: str, expected: Author | None) -> None:
    assert author(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020///", 2020),
        ("2015/october", 2015),
        ("1998 Dec-1999 Jan", 1998),
        ("2020 Spring", 2020),
        ("4-8 Aug. 2020", 2020),
        ("c2019", 2019),
        ("20190115", 2019),
        ("10 15", None),
        ("20", None),
        ("2758580615", None),
        ("12019", None),
        ("MAY", None),
        ("", None),
    ],
)
def test_years(text: str, expected: int | None) -> None:
    assert year_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We walked. RESULTS: mood improved. CONCLUSION: walk.",  # does not begin with a heading
        "BACKGROUND: we walked and mood improved.",  # has one
        "BACKGROUND: we walked (HR: 0.5). OR: 2 was seen. COVID-19: no.",
        "Walking: a habit. Running: another. Swimming: a third.",
        "Background and Purpose- We walked. Methods- We counted.",
        "Methods we used: walking. Results we saw: mood.",
    ],
)
def test_abstracts_without_plain_headings_stay_whole(text: str) -> None:
    assert sections(text) == (Section(text),)


def test_plainly_labelled_abstracts_are_taken_apart_without_losing_a_word() -> None:
    text = (
        "BACKGROUND: Mood (low). MATERIALS AND METHODS: 35 adults; HR: 0.5. MAIN OUTCOME MEASURES: mood.\n\n"
        "TRIAL REGISTRATION: NCT00000001."
    )
    assert sections(text) == (
        Section("Mood (low).", "BACKGROUND"),
        Section("35 adults; HR: 0.5.", "MATERIALS AND METHODS"),
        Section("mood.", "MAIN OUTCOME MEASURES"),
        Section("NCT00000001.", "TRIAL REGISTRATION"),
    )
    assert sections("Background: Mood. Methods and findings: We walked. Note: none.") == (
        Section("Mood.", "Background"),
        Section("We walked. Note: none.", "Methods and findings"),
    )
    assert sections("") == ()


@pytest.mark.parametrize(
    ("title", "types", "expected"),
    [
        ("RETRACTED: Walking and mood", (), True),
        ("Retracted Article: Walking and mood", (), True),
        ("[Retracted] Walking and mood", (), True),
        ("Walking and mood", ("Journal Article", "Retracted Publication"), True),
        ("Retraction: Walking and mood", ("Retraction of Publication",), False),
        ("Retracted publications in walking research", ("Journal Article",), False),
    ],
)
def test_retracted_reports_and_retraction_notices(title: str, types: tuple[str, ...], expected: bool) -> None:
    assert is_retracted(title, types) is expected
