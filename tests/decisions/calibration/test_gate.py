"""What a round must reach before main screening, and who may open it all the same."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from screening.audit.models import AuditEvent
from screening.decisions.calibration.operations import close_round, open_gate, set_gate
from screening.decisions.queries import queue
from screening.decisions.requirements import Refused
from tests.decisions.calibration.rounds import drawn, judge_all, make_round
from tests.decisions.rows import vote


def kinds(review):
    events = AuditEvent.objects.filter(review_id=review.pk).order_by("sequence")
    return list(events.values_list("kind", flat=True))


def waiting(member):
    return set(queue(member=member))


def test_behind_a_shut_gate_nothing_is_handed_out_and_no_vote_is_taken(owen, ada, grace, candidates):
    before = candidates[0]
    vote(ada, before, "include")
    gate = set_gate(by=owen, percent=80, kappa=None)
    assert gate.is_shut
    assert waiting(grace) == set()
    with pytest.raises(Refused, match="Main screening is closed"):
        vote(grace, before, "include")
    vote(ada, before, "exclude")  # a vote that stands can be changed
    pilot = make_round(owen, [ada, grace], size=2)
    judge_all(pilot, ada, "ii")
    judge_all(pilot, grace, "ie")
    gate.refresh_from_db()
    assert gate.is_shut, "50 % is less than 80 %"
    vote(grace, drawn(pilot)[1], "include")  # talked over: a vote of a round whose votes count
    again = make_round(owen, [ada, grace], size=1)
    judge_all(again, ada, "i")
    judge_all(again, grace, "i")
    gate.refresh_from_db()
    assert (gate.passed_by, gate.is_shut) == (again, False)
    assert waiting(grace) == {before}
    assert kinds(owen.review)[-1] == "gate.passed"


def test_an_undefined_kappa_and_a_round_closed_early_pass_nothing(owen, ada, grace, candidates):
    set_gate(by=owen, percent=None, kappa=Decimal("0.00"))
    pilot = make_round(owen, [ada, grace], size=2)
    judge_all(pilot, ada, "ii")
    judge_all(pilot, grace, "ii")
    pilot.refresh_from_db()
    assert (pilot.percent, pilot.kappa) == (100, None)
    assert set_gate(by=owen, percent=100, kappa=Decimal("0.00")).is_shut
    assert not set_gate(by=owen, percent=100, kappa=None).is_shut, "rounds before are looked at anew"
    assert set_gate(by=owen, percent=None, kappa=Decimal("0.01")).is_shut


def test_a_round_closed_early_passes_nothing(owen, ada, grace, candidates):
    gate = set_gate(by=owen, percent=50, kappa=None)
    pilot = make_round(owen, [ada, grace], size=2)
    first, _ = drawn(pilot)
    vote(ada, first, "include")
    vote(grace, first, "include")
    assert close_round(by=owen, pilot=pilot, reason="enough").percent == 100
    gate.refresh_from_db()
    assert gate.is_shut


def test_an_owner_opens_the_gate_with_a_signed_reason(owen, ada, candidates):
    with pytest.raises(Refused, match="open already"):
        open_gate(by=owen, reason="why not")
    set_gate(by=owen, percent=80, kappa=Decimal("0.60"))
    with pytest.raises(Refused, match="Say why"):
        open_gate(by=owen, reason="  ")
    gate = open_gate(by=owen, reason="We have two days")
    assert (gate.is_shut, gate.opened_by, gate.opened_reason) == (False, owen, "We have two days")
    assert waiting(ada) == set(candidates)
    event = AuditEvent.objects.get(kind="gate.opened")
    assert event.data["reason"] == "We have two days"
    assert not set_gate(by=owen, percent=80, kappa=Decimal("0.60")).is_shut, "the same numbers"
    assert set_gate(by=owen, percent=90, kappa=Decimal("0.60")).is_shut
    assert not set_gate(by=owen, percent=None, kappa=None).is_shut


@pytest.mark.parametrize(
    ("percent", "kappa"), [(0, None), (101, None), (None, "1.01"), (None, "-0.1"), (None, "0.001")]
)
def test_thresholds_that_make_no_sense(owen, percent, kappa):
    with pytest.raises(ValidationError):
        set_gate(by=owen, percent=percent, kappa=None if kappa is None else Decimal(kappa))
