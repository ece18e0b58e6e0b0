import time

import pytest

from screening.duplicates.sharing import Group, Likeness, groups


def like(pk: int, title: str = "", year: int | None = 2020, doi: str = "", pmid: str = "") -> Likeness:
    return Likeness(pk, title, year, doi, pmid)


LONG = "Exosomes for low back pain: a randomised trial"


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (like(1, doi="10.1/a"), like(2, doi="10.1/a"), ("DOI",)),
        (like(1, pmid="5"), like(2, pmid="5"), ("PMID",)),
        (like(1, LONG), like(2, LONG.upper() + "."), ("title and year",)),
        (like(1, LONG, doi="10.1/a"), like(2, LONG, doi="10.1/a"), ("DOI", "title and year")),
    ],
)
def test_what_looks_the_same(one: Likeness, other: Likeness, shared: tuple[str, ...]) -> None:
    assert groups([one, other]) == [Group((1, 2), shared)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (like(1), like(2)),
        (like(1, LONG, 2020), like(2, LONG, 2021)),
        (like(1, LONG, None), like(2, LONG, None)),
        (like(1, "Reply"), like(2, "Reply")),
        (like(1, doi="5"), like(2, pmid="5")),
    ],
)
def test_what_does_not(one: Likeness, other: Likeness) -> None:
    assert groups([one, other]) == []


def test_three_through_one_another_are_one_group() -> None:
    chain = [
        like(3, doi="10.1/a"),
        like(1, LONG, pmid="5"),
        like(2, LONG, doi="10.1/a"),
        like(9, doi="10.1/z"),
    ]
    assert groups(chain) == [Group((1, 2, 3), ("DOI", "title and year"))]


def test_groups_come_in_the_order_of_their_first_citation() -> None:
    found = groups([like(4, pmid="1"), like(2, pmid="2"), like(3, pmid="1"), like(1, pmid="2")])
    assert [group.pks for group in found] == [(1, 2), (3, 4)]


def test_100_000_citations_take_no_more_than_seconds() -> None:
    many = [like(n, f"{LONG} {n // 2}", doi=f"10.1/{n}") for n in range(100_000)]
    began = time.perf_counter()
    assert len(groups(many)) == 50_000
    assert time.perf_counter() - began < 5
