"""PRISMA's numbers while a round is open and after it: both counts agree, and nothing is counted before it closes."""

import pytest

from screening.decisions.calibration.operations import close_round
from screening.reports import prisma
from tests.decisions.calibration.rounds import drawn, judge_all, make_round
from tests.decisions.rows import make_protocol, vote
from tests.reports.rows import article, bring, make_source


@pytest.fixture
def arrived(owen):
    make_protocol(owen.review)
    bring(owen, make_source(owen, "PubMed"), *(article(number) for number in range(1, 7)))


def told(review):
    found = prisma.as_json(review=review)
    assert [one["sentence"] for one in found["identities"] if not one["holds"]] == []
    assert found["recount"]["differing"] == []
    return {
        key: found["boxes"][f"dbr.{key}"]
        for key in ("screened", "pending", "conflicts", "forwarded", "excluded", "sought")
    }


BEFORE = {"screened": 6, "pending": 6, "conflicts": 0, "forwarded": 0, "excluded": 0, "sought": 0}


@pytest.mark.usefixtures("arrived")
@pytest.mark.parametrize(
    ("counts", "after"),
    [
        (True, BEFORE | {"pending": 3, "conflicts": 1, "forwarded": 1, "excluded": 1, "sought": 1}),
        (False, BEFORE),
    ],
)
def test_a_round_moves_numbers_when_it_closes_and_only_if_it_counts(owen, ada, grace, review, counts, after):
    pilot = make_round(owen, [ada, grace], size=3, counts=counts)
    judge_all(pilot, ada, "iie")
    judge_all_but_the_last(pilot, grace, ["include", "exclude"])
    assert told(review) == BEFORE
    vote(grace, drawn(pilot)[2], "exclude")
    assert told(review) == after


@pytest.mark.usefixtures("arrived")
def test_closed_early_it_moves_what_has_votes_enough(owen, ada, grace, review):
    pilot = make_round(owen, [ada, grace], size=3)
    judge_all(pilot, ada, "iie")
    judge_all_but_the_last(pilot, grace, ["include", "exclude"])
    close_round(by=owen, pilot=pilot, reason="Enough")
    assert told(review) == BEFORE | {"pending": 4, "conflicts": 1, "forwarded": 1, "sought": 1}


def judge_all_but_the_last(pilot, member, verdicts):
    for candidate, verdict in zip(drawn(pilot), verdicts, strict=False):
        vote(member, candidate, verdict)
