"""The table of outcome.py, line by line, then all combinations of up to four votes, read a second way."""

from itertools import permutations, product

import pytest

from screening.decisions import models
from screening.decisions.outcomes.by_rules import CONFLICT, PENDING, Outcome, Rules, Vote, settle

IN, OUT, MAYBE, GONE = (Vote(v) for v in ("include", "exclude", "maybe", "withdrawn"))
WRONG_POPULATION, NOT_CLINICAL, LATE = (Vote("exclude", reason) for reason in (7, 3, 9))
INCLUDED = Outcome("included", "agreed")
TWO = Rules(votes_required=2, reason_order=(7, 3))
STRICT = Rules(votes_required=2, maybe="conflict", differing_reasons="conflict", reason_order=(7, 3))


def excluded(reason=None, differ=False):
    return Outcome("excluded", "agreed", reason, differ)


@pytest.mark.parametrize(
    ("votes", "rules", "expected"),
    [
        ([], TWO, PENDING),
        ([IN], TWO, PENDING),
        ([OUT], TWO, PENDING),
        ([IN, IN], TWO, INCLUDED),
        ([OUT, OUT], TWO, excluded()),
        ([NOT_CLINICAL, NOT_CLINICAL], TWO, excluded(3)),
        ([NOT_CLINICAL, OUT], TWO, excluded(3)),
        ([NOT_CLINICAL, WRONG_POPULATION], TWO, excluded(7, differ=True)),
        ([NOT_CLINICAL, WRONG_POPULATION], STRICT, CONFLICT),
        ([NOT_CLINICAL, OUT], STRICT, excluded(3)),
        ([NOT_CLINICAL, LATE], TWO, excluded(3, differ=True)),  # a reason outside the order comes last
        ([IN, OUT], TWO, CONFLICT),
        ([IN, MAYBE], TWO, INCLUDED),
        ([MAYBE, MAYBE], TWO, INCLUDED),
        ([OUT, MAYBE], TWO, CONFLICT),
        ([IN, MAYBE], STRICT, CONFLICT),
        ([MAYBE, MAYBE], STRICT, CONFLICT),
        ([OUT, MAYBE], STRICT, CONFLICT),
        ([MAYBE], STRICT, PENDING),
        ([IN], Rules(1), INCLUDED),
        ([OUT], Rules(1), excluded()),
        ([MAYBE], Rules(1), INCLUDED),
        ([MAYBE], Rules(1, maybe="conflict"), CONFLICT),
        ([IN, IN], Rules(3), PENDING),
        ([IN, OUT], Rules(3), PENDING),  # a disagreement is not told before all votes are in
        ([IN, IN, IN], Rules(3), INCLUDED),
        ([IN, IN, OUT], Rules(3), CONFLICT),
        ([IN, IN, OUT], TWO, CONFLICT),  # beyond the number required, and it disagrees
        ([OUT, OUT, OUT], TWO, excluded()),
        ([IN, IN], Rules(1), INCLUDED),
        ([IN, GONE], TWO, PENDING),
        ([IN, IN, GONE], TWO, INCLUDED),
        ([GONE], Rules(1), PENDING),
    ],
)
def test_the_table(votes, rules, expected):
    assert {settle(order, rules) for order in permutations(votes)} == {expected}


@pytest.mark.parametrize("votes", [[], [IN], [IN, OUT], [OUT, OUT, MAYBE]])
def test_a_resolution_stands_whatever_the_votes(votes):
    assert settle(votes, TWO, IN) == Outcome("included", "resolved")
    assert settle(votes, STRICT, NOT_CLINICAL) == Outcome("excluded", "resolved", 3)


OLD_IN, OLD_OUT, AGAIN = Vote("include", fresh=False), Vote("exclude", fresh=False), Vote("reopened")


@pytest.mark.parametrize(
    ("votes", "rules", "expected"),
    [
        ([], TWO, PENDING),
        ([OLD_IN], TWO, PENDING),
        ([OLD_IN, OLD_IN], TWO, CONFLICT),
        ([OLD_OUT, OLD_OUT], TWO, CONFLICT),
        ([OLD_IN], Rules(1), CONFLICT),
        ([OLD_IN, IN], TWO, CONFLICT),  # one of them has not looked again
        ([OLD_IN, OLD_IN, IN], TWO, CONFLICT),
        ([IN, IN], TWO, INCLUDED),
        ([IN, OUT], TWO, CONFLICT),
        ([IN, GONE], TWO, PENDING),
        ([OUT], Rules(1), excluded()),
    ],
)
def test_opened_again_only_fresh_votes_agree(votes, rules, expected):
    assert {settle(order, rules, AGAIN) for order in permutations(votes)} == {expected}


@pytest.mark.parametrize("verdict", [MAYBE, GONE])
def test_a_resolution_decides(verdict):
    with pytest.raises(ValueError, match="included or excluded"):
        settle([IN, OUT], TWO, verdict)


def test_every_combination_agrees_with_a_second_reading():
    ballots = [IN, OUT, MAYBE, GONE, NOT_CLINICAL, WRONG_POPULATION]
    for required, maybe, differing in product((1, 2, 3), ("include", "conflict"), ("order", "conflict")):
        rules = Rules(required, maybe, differing, reason_order=(7, 3))
        for size in range(5):
            for votes in product(ballots, repeat=size):
                assert settle(votes, rules).state == _second_reading(votes, rules), (votes, rules)


def _second_reading(votes, rules):
    votes = [v for v in votes if v.verdict != "withdrawn"]
    ins = sum(v.verdict == "include" or (v.verdict == "maybe" and rules.maybe == "include") for v in votes)
    outs = sum(v.verdict == "exclude" for v in votes)
    reasons = {v.reason for v in votes} - {None}
    if len(votes) < rules.votes_required:
        return "pending"
    if ins == len(votes):
        return "included"
    if outs < len(votes) or (len(reasons) > 1 and rules.differing_reasons == "conflict"):
        return "conflict"
    return "excluded"


def test_the_words_are_those_of_the_tables():
    assert {"pending", "included", "excluded", "conflict"} == set(models.Candidate.Outcome.values)
    assert {"", "agreed", "resolved"} < set(models.Candidate.DecidedBy.values)
    assert {v.verdict for v in (IN, OUT, MAYBE, GONE)} == set(models.Verdict.values)
