from __future__ import annotations

import pytest

from screening.duplicates.people import Authorship, compare, people
from screening.records.description import Author
from tests.duplicates.described import described

SAME, SOME, UNKNOWN, OTHER = Authorship.SAME, Authorship.SOME, Authorship.UNKNOWN, Authorship.OTHER


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Kim, Min-Jun; Park, Seo-Yeon", "Kim MJ; Park SY", SAME),
        ("Burhanoğlu, M.; Tütüncüoğlu, S.", "Burhanoglu, M.; Tutuncuoglu, S.", SAME),
        ("Prado, J. V.; Vidal, A. R.", "Valeria Prado, J.; Vidal, A. R.", SAME),
        ("Altenried, Moritz", "Moritz, Altenried", SAME),
        ("Mietzner, S.; Schwille, R. C.", "Miuetzner, S.; Schwille, R. C.", SAME),
        ("Benyamin, B.; Esko, T.; Ried, J. S.", "Benyamin B", SAME),
        ("Lu, B.; Solomon, D. H.", "Solomon, D. H.; Karlson, E.; Costenbader, K.", SOME),
        ("Horton, R.", "Clark, A.", OTHER),
        ("Horton, R.", "", UNKNOWN),
        ("Nct", "Horton, R.", UNKNOWN),
    ],
)
def test_authors(one: str, other: str, expected: Authorship) -> None:
    ours, theirs = people(described(one).authors), people(described(other).authors)
    assert compare(ours, theirs) is expected
    assert compare(theirs, ours) is expected


def test_of_thousands_of_authors_the_first_count() -> None:
    crowd = people([Author(family=f"Family{number}") for number in range(10_000)])
    assert len(crowd.families) == 25
