"""EndNote tagged, RefWorks, Cochrane, Web of Science: what other programs make of each."""

import pytest

from tests.searches.formats.tagged_files import descriptions

ENW = "%0 Journal Article\n%A Lee, Ann\n%A Ray, Bo\n%T Walking and mood\n%J J Walk\n%D 2021\n%R 10.1000/a\n\n"
REFWORKS = (
    "RT Journal Article\nA1 Lee, Ann\nA1 Ray, Bo\nT1 Walking and mood\nJF J Walk\nYR 2021\nDO 10.1000/a\n\n"
)
WOS = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n"
COCHRANE = """Record #1 of 2
ID: CN-01000001
AU: Lee, Ann
AU: Ray, Bo
TI: Walking and mood
SO: J Walk
YR: 2021
DOI: 10.1000/a
US: https://x.org

"""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (ENW, "enw"),
        (ENW.replace("%T ", "%T\t").replace("%A ", "%A\t"), "enw"),
        ("".join(f" {line}" for line in ENW.splitlines(keepends=True)), "enw"),
        (ENW.removeprefix("%0 Journal Article\n").strip() + "\n", "enw"),  # and nothing parts the records
        (ENW.replace("\n%A Ray", " and Ray"), "enw"),
        (ENW.replace("%R", "%M"), "enw"),
        (REFWORKS, "refworks"),
        (REFWORKS.replace("\nA1 Ray", ";Ray"), "refworks"),
        (
            "".join(f"{line[:2]}  -{line[2:]}\n" if line else "\n" for line in REFWORKS.splitlines()),
            "refworks",
        ),
        (COCHRANE, "cochrane"),
        (COCHRANE.replace(": ", ":"), "cochrane"),
    ],
)
def test_two_records_in_many_hands(text: str, key: str) -> None:
    for found in descriptions(text * 2, key):
        assert (found.title, found.journal, found.year) == ("Walking and mood", "J Walk", 2021)
        assert [one.family for one in found.authors] == ["Lee", "Ray"]
        assert found.doi == "10.1000/a"


def test_endnotes_authors_may_follow_the_title() -> None:
    (found,) = descriptions("%T Walking\n%0 Journal Article\n%A Lee, Ann\n%E Ray, Bo\n%A Po, Jo\n", "enw")
    assert [one.family for one in found.authors] == ["Lee", "Po"]


def test_entities_in_the_names_of_web_of_science_are_read_before_they_are_parted() -> None:
    text = f"{WOS}AU M&uuml;ller, A (am@x.org)\n   Lee, B\nTI A\nER\n\nEF\n"
    (found,) = descriptions(text, "wos")
    assert [(one.family, one.given) for one in found.authors] == [("Müller", "A"), ("Lee", "B")]


def test_titles_come_without_their_markup() -> None:
    text = f"{WOS}TI Calls of <i>Orcinus orca</i>, p<0.05\nER\n\nEF\n"
    (found,) = descriptions(text, "wos")
    assert found.title == "Calls of Orcinus orca, p<0.05"
    (letter,) = descriptions(text.replace("<i>", "").replace("</i>", " <alpha>"), "wos")
    assert letter.title == "Calls of Orcinus orca <alpha>, p<0.05"
