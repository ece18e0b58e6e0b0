from __future__ import annotations

import pytest

from screening.duplicates.telling import tell
from tests.duplicates.described import described

TITLE = "Exosomes for chronic low back pain in adults"


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ({}, {}, "nothing that both of them say"),
        ({"title": TITLE}, {"title": TITLE.upper()}, "same title"),
        ({"pages": "1203-8"}, {"pages": "1203–1208"}, "pages 1203-8 = 1203–1208"),
        ({"year": 2020}, {"year": 2021}, "but year 2020 ≠ 2021"),
        ({"doi": "10.1016/a.1"}, {"doi": "10.1016/A.1"}, "same DOI"),
        ({"pmid": "12345"}, {"pmid": "12346"}, "but PMID 12345 ≠ 12346"),
        ({"pmid": "12345"}, {}, "nothing that both of them say"),
        ({"journal": "Lancet"}, {"journal": "Lancet (London, England)"}, "journal Lancet = Lancet (London, England)"),
        ({"volume": "12", "issue": "1"}, {"volume": "13", "issue": "1"}, "issue 1; but volume 12 ≠ 13"),
        ({"title": TITLE}, {"title": f"Erratum: {TITLE}"},
         "one title is part of the other; but one is an erratum or retraction notice"),
        ({"title": TITLE}, {"title": "Sleep of sheep in the highlands"}, "but other titles"),
    ],
)  # fmt: skip
def test_in_a_reviewers_words(one: dict[str, object], other: dict[str, object], sentence: str) -> None:
    assert tell(described(**one), described(**other)).sentence == sentence


def test_nobody_is_named() -> None:
    """The sentence is kept in the audit trail, which names people by number only."""
    told = tell(described(authors="Müller A; Ono Y"), described(authors="Müller A; Ono Y"))
    assert told.agreements == ("same authors",)
