"""The last votes of a round at the same moment, and an owner who closes it meanwhile: it ends once, and whole."""

from contextlib import suppress

import pytest

from screening.audit.models import AuditEvent
from screening.decisions.calibration.operations import close_round
from screening.decisions.calibration_models import PilotRound
from screening.decisions.models import Candidate
from screening.decisions.requirements import Refused
from tests.decisions.calibration.rounds import drawn, make_round
from tests.decisions.rows import make_candidate, make_protocol, vote
from tests.decisions.test_operations import _at_once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("owner_closes", [False, True])
def test_a_round_ends_once(owen, ada, grace, review, owner_closes):
    make_protocol(review)
    for number in range(4):
        make_candidate(review, f"Citation {number}")
    pilot = make_round(owen, [ada, grace], size=4)
    first, second, *others = drawn(pilot)
    for candidate in others:
        vote(ada, candidate, "include")
        vote(grace, candidate, "include")
    vote(ada, first, "include")
    vote(grace, second, "include")

    def close():
        with suppress(Refused):  # the last vote came first
            close_round(by=owen, pilot=pilot, reason="Enough")

    last = [lambda: vote(ada, second, "include"), lambda: vote(grace, first, "include")]
    _at_once(*last, *([close] if owner_closes else []))
    assert PilotRound.objects.exclude(closed_at=None).count() == 1
    assert AuditEvent.objects.filter(kind="pilot.closed").count() == 1
    included = Candidate.objects.filter(stage="title_abstract", outcome="included")
    assert included.count() == 4, "a vote after the closing settles its own citation"
    assert AuditEvent.objects.filter(kind="outcome.changed").count() == 4
