"""What becomes of many records: clusters, questions, and their growth."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.duplicates.matching import Matcher, Matches, match
from screening.records.description import Author, Description
from tests.duplicates.described import article, described, outcome

TITLE = article().title
SCHOLAR = article(volume="", issue="", pages="", authors="L Sørensen; I Hansen")
MEETING = article(volume="36", issue="Suppl 1", pages="S123", year=2015)


def told(found: Matches) -> tuple[list[list[int]], list[tuple[int, int, str]]]:
    return found.clusters, [(link.one, link.other, link.rule.name) for link in found.asked]


def test_a_record_without_a_place_joins_the_only_report() -> None:
    assert outcome(article(), SCHOLAR) == "merge"


def test_a_record_without_a_place_is_asked_where_two_reports_have_the_title() -> None:
    found = match(enumerate([article(), SCHOLAR, MEETING]))
    assert found.clusters == []
    assert {(link.one, link.other) for link in found.asked} >= {(0, 1)}


def test_a_title_cut_short_joins_nothing_by_itself() -> None:
    cut = {"title": f"{' '.join(TITLE.split()[:8])} …", "volume": "", "issue": "", "pages": ""}
    first = article(title=f"{TITLE}. Part I", doi="10.1093/x1")
    with_doi, without = article(**cut, doi="10.1093/x1"), article(**cut)
    assert match(enumerate([first, with_doi, without])).clusters == [[0, 1]]


def test_a_record_between_two_versions_does_not_bridge_them() -> None:
    cochrane = {"journal": "Cochrane Database Syst Rev", "volume": "", "pages": "CD002273"}
    second = article(**cochrane, year=2014, issue="3", doi="10.1002/14651858.cd002273.pub2")
    between = article(**cochrane, year=2015, issue="")
    third = article(**cochrane, year=2017, issue="2", doi="10.1002/14651858.cd002273.pub3")
    clusters = match(enumerate([second, between, third])).clusters
    assert not any({0, 2} <= set(cluster) for cluster in clusters)


def test_a_third_that_contradicts_one_of_two_is_asked() -> None:
    one, two = article(pmid="31234567"), article(doi="10.1093/x")
    third = article(doi="10.1093/x", pmid="31234999", pages="", volume="", issue="")
    found = match(enumerate([one, two, third]))
    assert [0, 1] in found.clusters or [1, 2] in found.clusters
    assert len(found.clusters) == 1
    assert found.asked


def test_what_a_person_parted_stays_apart() -> None:
    records = list(enumerate([article(), article(journal="Eur Heart J")]))
    assert match(records).clusters == [[0, 1]]
    parted = match(records, apart=[(0, 1)])
    assert parted.clusters == []
    five = list(enumerate([article()] * 5))
    assert match(five, apart=[(4, 0), (4, 1), (4, 2), (4, 3)]).clusters == [[0, 1, 2, 3]]


def _some(seed: int, size: int) -> list[Description]:
    chance = random.Random(seed)
    reports = [
        {"title": f"{TITLE} {word}", "pages": f"{100 + 20 * n}-{110 + 20 * n}", "doi": f"10.1093/x{n}"}
        for n, word in enumerate(("alone", "together", "at night", "by day", "in winter"))
    ]
    changes: tuple[dict[str, object], ...] = (
        {},
        {"doi": ""},
        {"pages": ""},
        {"volume": "", "pages": ""},
        {"year": 2015},
    )
    return [article(**(chance.choice(reports) | chance.choice(changes))) for _ in range(size)]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), parts=st.integers(2, 5))
def test_the_order_of_arrival_changes_nothing(seed: int, parts: int) -> None:
    records = list(enumerate(_some(seed, 24)))
    at_once = told(match(records))
    shuffled = random.Random(seed).sample(records, len(records))
    assert told(match(shuffled)) == at_once
    matcher = Matcher()
    for part in range(parts):
        matcher.add(shuffled[part::parts])
    assert told(matcher.matches()) == at_once


@pytest.mark.parametrize("size", [50, 5_000])
def test_equal_records_cost_no_more_than_others(size: int) -> None:
    """All at once they would be twelve million pairs."""
    assert match(enumerate([article()] * size)).clusters == [list(range(size))]


def test_one_doi_on_thousands_of_reports() -> None:
    many = [
        described(title=f"{n} patients and their {n * 7919 % 5003} cells", doi="10.1/all")
        for n in range(3_000)
    ]
    assert match(enumerate(many)).clusters == []


def test_odd_records() -> None:
    crowd = tuple(Author(family=f"Family{n}") for n in range(10_000))
    odd = [
        Description(),
        Description(title="?" * 300),
        Description(title=TITLE, authors=crowd, year=20_224),
        Description(title=TITLE, authors=crowd, year=0),
        described(title="Экзосомы при боли в пояснице", year=2020),
        described(title="外泌体治疗腰痛的随机对照试验研究", year=2020),
    ]
    assert match(enumerate(odd)).clusters == []
