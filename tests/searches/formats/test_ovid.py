import pytest

from screening.searches import ovid
from tests.searches.formats.tagged_files import descriptions

RECORD = """<1. >
VN  - Ovid Technologies
DB  - PsycINFO
SCORE  - *****
AN  - Peer Reviewed Journal: 2015-33942-012.
AU  - M&uuml;ller, Ann
AU  - Lee, Bo
TI  - Walking and mood.
SO  - Journal of Walking. Vol.43(5), Sep 2015, pp. 623-634.
AB  - We walked.
      Mood improved.
IS  - 1352-4658
IT  - 1469-1833
YR  - 2015

"""


@pytest.mark.parametrize(
    "text",
    [
        RECORD,
        RECORD.replace("  - ", " - "),
        "".join(f" {line}" for line in RECORD.splitlines(keepends=True)),
    ],
)
def test_tags_with_one_blank_or_a_margin(text: str) -> None:
    for found in descriptions(text * 2, "ovid"):
        assert (found.title, found.journal, found.year) == ("Walking and mood.", "Journal of Walking", 2015)
        assert (found.volume, found.issue, found.pages) == ("43", "5", "623-634")
        assert [one.family for one in found.authors] == ["Müller", "Lee"]
        assert found.abstract_text == "We walked. Mood improved."
        assert found.issn == ("1352-4658", "1469-1833")
        assert found.ids == {"accession": "2015-33942-012"}


@pytest.mark.parametrize(
    ("text", "journal", "volume", "issue", "pages", "year"),
    [
        ("ACSM'S Journal January/February 2010;14(1):56", "ACSM'S Journal", "14", "1", "56", 2010),
        (
            "Acta Chirurgica Belgica December 2010;6:611-613",
            "Acta Chirurgica Belgica",
            "6",
            "",
            "611-613",
            2010,
        ),
        ("Walking 2011;43(8):64-65", "Walking", "43", "8", "64-65", 2011),
        ("Journal of Politics 12, Winter 2007: 7-14.", "Journal of Politics", "12", "", "7-14", 2007),
        ("Current Affairs, 2013(1): 3-28.", "Current Affairs", "", "", "3-28", 2013),
        (
            "Kamp, R [Editor], Lee, B [Editor]. Methods in protein.:371-97, 2004.",
            "Methods in protein",
            "",
            "",
            "371-97",
            2004,
        ),
        (
            "Lee, M [Ed]. (2012). Coaching: An approach. (pp. 11-31). xvii, 254 pp. New York",
            "Coaching: An approach",
            "",
            "",
            "11-31",
            2012,
        ),
        (
            "Lee, V.D. [Ed.]. [Research in the East.] [Original.] Nauka. 2002: 1-234. Chapter pagination: 214-218.",
            "Research in the East",
            "",
            "",
            "214-218",
            2002,
        ),
        ("Ecohydrology.   8(6):1048-1064, September 2015.", "Ecohydrology", "8", "6", "1048-1064", 2015),
    ],
)
def test_what_a_source_says(text: str, journal: str, volume: str, issue: str, pages: str, year: int) -> None:
    assert ovid.source(text) == ovid.Source(journal, volume, issue, pages, year)


def test_a_chapter_without_a_source_is_in_its_book_and_a_book_is_in_none() -> None:
    begins = "VN  - Ovid Technologies\nTI  - "
    chapter = f"<1. >\n{begins}Walking.\nBT  - Lee, B [Ed.]. On foot. [Nogami.] Nauka. 2002: 1-9.\n\n"
    book = f"<2. >\n{begins}On foot.\nBT  - On foot. Nauka. [viewed 13 March, 2007]\nYR  - 2002\n"
    first, second = descriptions(chapter + book, "ovid")
    assert (first.title, first.journal) == ("Walking.", "On foot")
    assert (second.title, second.journal, second.year) == ("On foot.", "", 2002)
