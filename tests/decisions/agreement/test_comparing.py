from datetime import date
from operator import attrgetter

from screening.decisions.agreement.comparing import AS_INCLUDE, Judged, in_parts, of_all, of_pair, pairs_in
from screening.decisions.agreement.parts import crossed, parts_of

WEEK, NEXT = date(2026, 3, 2), date(2026, 3, 9)
INCLUDE, EXCLUDE, MAYBE = "include", "exclude", "maybe"
JUDGED = [
    Judged({1: INCLUDE, 2: INCLUDE}, WEEK, 1, 15),
    Judged({2: EXCLUDE, 1: EXCLUDE}, NEXT, 1, 20),
    Judged({1: INCLUDE, 2: MAYBE, 3: EXCLUDE}, NEXT, None, 4),
    Judged({1: EXCLUDE, 2: INCLUDE}, NEXT, 2, 1),
]


def test_pairs_are_those_who_judged_something_both():
    assert pairs_in(JUDGED) == [(1, 2), (1, 3), (2, 3)]


def test_maybe_is_read_in_two_ways():
    found = of_pair(JUDGED, 1, 2)
    assert found.total == 40
    (first, as_include), (second, apart) = found.figures
    assert (first.key, second.key) == ("include", "apart")
    assert (as_include.counts[INCLUDE, INCLUDE], as_include.agreeing) == (19, 39)
    assert (apart.counts[INCLUDE, MAYBE], apart.agreeing) == (4, 35)
    assert len(as_include.categories) == 2
    assert len(apart.categories) == 3


def test_where_nobody_says_maybe_there_is_one_reading():
    found = of_pair(JUDGED[:2], 1, 2)
    assert [reading.key for reading, _ in found.figures] == ["include"]


def test_nothing_below_twenty():
    assert (of_pair(JUDGED, 1, 3).total, of_pair(JUDGED, 1, 3).figures) == (4, [])
    nineteen = [Judged({1: INCLUDE, 2: INCLUDE}, WEEK, 1, 19)]
    assert of_pair(nineteen, 1, 2).main is None
    assert of_all(nineteen).main is None


def test_turned_round_it_is_the_same_pair():
    assert of_pair(JUDGED, 2, 1).main.kappa == of_pair(JUDGED, 1, 2).main.kappa


def test_everybody():
    found = of_all([*JUDGED, Judged({1: INCLUDE}, WEEK, 1, 100)])
    assert found.total == 40
    assert found.main.things == {(2, 0): 15, (0, 2): 20, (2, 1): 4, (1, 1): 1}


def test_in_parts():
    assert {key: len(part) for key, part in in_parts(JUDGED, attrgetter("week")).items()} == {
        WEEK: 1,
        NEXT: 3,
    }
    weeks, versions = parts_of(JUDGED, of_all)
    assert [part.label for part in weeks.parts] == ["2026-W11, from 9 Mar 2026", "2026-W10, from 2 Mar 2026"]
    told = [(part.label, part.compared.total) for part in versions.parts]
    assert told == [("version 2", 1), ("version 1", 35), ("votes under several versions", 4)]
    [week, _] = parts_of(JUDGED, lambda part: of_pair(part, 1, 3))
    assert [part.compared.total for part in week.parts] == [4]


def test_crossed():
    reading, figures = of_pair(JUDGED, 1, 2).figures[1]
    found = crossed(figures, reading)
    assert [row.cells for row in found.rows] == [[15, 4, 0], [0, 0, 0], [1, 0, 20]]
    assert [row.cells[row.alike] for row in found.rows] == [15, 0, 20]
    assert (found.totals, found.total) == ([16, 4, 20], 40)
    assert [row.total for row in found.rows] == [19, 0, 21]
    assert len(crossed(of_pair(JUDGED, 1, 2).main, AS_INCLUDE).rows) == 2
