"""Votes on many citations at once, blind in both directions."""

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk.batches import cast_some
from screening.jobs.models import Job
from screening.reviews.operations import set_blinding
from tests.casting import signed_in
from tests.decisions.bulk.test_batches import MANY, asked
from tests.decisions.rows import make_candidate, vote


@pytest.fixture
def candidates(review, protocol):
    return [make_candidate(review, f"Citation {number}") for number in range(4)]


@pytest.mark.parametrize("verdict", ["include", "exclude"])
def test_what_the_others_think_does_not_show(ada, grace, candidates, verdict):
    """The plan, its page and what becomes of it, with nobody's vote and with one of Ada's."""
    where = f"{MANY}?title_abstract=pending"
    worlds = []
    for given in (None, verdict):
        with transaction.atomic():
            if given:
                vote(ada, candidates[0], given, note="tell-tale")
            with CaptureQueriesContext(connection) as captured:
                page = signed_in(grace).get(where).content.decode()
            sent = signed_in(grace).post(where, {"verdict": "include", "key": UUID(int=7)})
            waiting = signed_in(grace).get(sent.url).content.decode()
            waiting = waiting[waiting.index("<main") :].partition("csrfmiddlewaretoken")[0]
            page = page[page.index("<main") : page.index("csrfmiddlewaretoken")]
            worlds.append((page, len(captured), VoteBatch.objects.own(grace).get().candidates, waiting[:200]))
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]


def test_that_somebody_votes_on_many_shows_to_them_and_to_auditors_alone(
    owen, grace, candidates, ada, audrey
):
    batch = asked(ada, "include", note="tell-tale")
    cast_some(by=ada, batch=batch, candidates=batch.candidates)
    job, at_once = Job.objects.get(), "voted on 4 citations at once"

    def seen(member, name, *args):
        return signed_in(member).get(reverse(name, args=["exosomes", *args])).content.decode()

    for member in (grace, owen):
        pages = [seen(member, name) for name in ("jobs:list", "jobs:running", "reports:overview")]
        assert not any("many citations" in page or at_once in page for page in pages)
        for name in ("jobs:progress", "jobs:cancel"):
            where = reverse(name, args=["exosomes", job.pk])
            send = signed_in(member).get if name == "jobs:progress" else signed_in(member).post
            assert send(where).status_code == 404
    assert at_once not in seen(owen, "reports:trail")
    assert "decisions.cast_batch" not in seen(owen, "reports:trail")
    for member in (ada, audrey):
        assert "Vote on many citations" in seen(member, "jobs:list")
    assert at_once in seen(audrey, "reports:trail")
    set_blinding(by=owen, blinded=False, reason="training")
    assert "Vote on many citations" in seen(grace, "jobs:running")
    assert at_once in seen(owen, "reports:trail")
