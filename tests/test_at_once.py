"""What people do at the same moment. On SQLite writers queue up; on PostgreSQL they really meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone

from screening.accounts.models import User
from screening.accounts.operations import create_user
from screening.audit.queries import verify
from screening.decisions.models import Candidate, Vote
from screening.duplicates.operations import merge
from screening.extraction.form_builder import create_form
from screening.fulltexts.models import Report, Study
from screening.fulltexts.operations import mark_retrieved, record_attempt
from screening.jobs.models import Job
from screening.protocol.operations import amend, freeze
from screening.reviews.inviting import accept_invitation, invite, revoke_invitation
from screening.reviews.models import Invitation, Member, Review
from screening.reviews.operations import create_review
from screening.reviews.permissions import Role
from screening.reviews.team import remove_member
from screening.searches.models import Run, Schedule
from screening.searches.operations import save_search
from screening.searches.scheduling import set_schedule, start_due
from tests.casting import arranging, join, make_user
from tests.decisions.rows import make_candidate, make_protocol, vote
from tests.protocol.casting import make_frozen
from tests.searching import imported, make_source, received

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4  # a race is not lost every time
REFUSALS = (ValidationError, PermissionDenied)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each returned, or the refusal it met. Any other error, a deadlock for instance, is raised here."""
    start, ends = Barrier(len(works)), [Exception("It hung")] * len(works)

    def do(place: int, work: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            ends[place] = work()
        except Exception as error:
            ends[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(place, work), daemon=True) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, REFUSALS):
            raise end
    return ends


def done(ends: list[Any]) -> int:
    return sum(not isinstance(end, Exception) for end in ends)


def votes_on(candidate: Candidate) -> Any:
    return Vote.objects.unblinded(because="the test looks").filter(candidate=candidate, superseded_by=None)


def test_eight_people_vote_and_no_vote_is_lost(owen: Member) -> None:
    make_protocol(owen.review, votes_required=3)
    people = [join(owen, f"Person{number}", Role.REVIEWER) for number in range(8)]
    candidates = [make_candidate(owen.review, f"Citation {number}") for number in range(4)]

    def screen(member: Member, first: int) -> None:
        for place in range(len(candidates)):
            vote(member, candidates[(first + place) % len(candidates)], "include")

    at_once(*(lambda m=m, n=n: screen(m, n) for n, m in enumerate(people)))
    for candidate in candidates:
        candidate.refresh_from_db()
        assert (candidate.outcome, votes_on(candidate).count()) == ("included", 8)
        assert Report.objects.filter(citation=candidate.citation_id).count() == 1
    assert verify(review_id=owen.review_id).broken is None


def test_the_protocol_is_amended_while_people_vote(owen: Member, ada: Member, grace: Member) -> None:
    make_frozen(owen)
    candidates = [make_candidate(owen.review, f"Citation {number}") for number in range(15)]

    def edit() -> None:
        for _ in range(TIMES):
            freeze(by=owen, version=amend(by=owen, reason="A clearer question"))

    def screen(member: Member) -> None:
        for candidate in candidates:
            vote(member, candidate, "include")

    at_once(edit, lambda: screen(ada), lambda: screen(grace))
    assert Candidate.objects.filter(stage="title_abstract", outcome="included").count() == len(candidates)
    assert verify(review_id=owen.review_id).broken is None


def test_a_vote_is_not_lost_in_a_merge(owen: Member, ada: Member) -> None:
    """It was cast before the merge, and counts on the kept citation too; or after it, and is refused."""
    make_protocol(owen.review)
    for number in range(2 * TIMES):
        keep, other = imported(
            owen, received(f"1{number}", "A"), received(f"2{number}", "B"), name=f"S{number}"
        )
        candidate = Candidate.objects.get(citation=other)
        merged, voted = at_once(
            lambda: merge(by=owen, keep=keep, others=[other]),  # noqa: B023
            lambda: vote(ada, candidate, "include"),  # noqa: B023
        )
        assert not isinstance(merged, Exception), merged
        carried = votes_on(Candidate.objects.get(citation=keep)).exists()
        assert carried == votes_on(candidate).exists() == (not isinstance(voted, Exception))


def test_one_key_is_one_vote_even_on_two_citations(owen: Member, ada: Member) -> None:
    make_protocol(owen.review)
    for number in range(TIMES):
        key, pair = uuid4(), [make_candidate(owen.review, f"Citation {number} {letter}") for letter in "ab"]
        ends = at_once(*(lambda c=c, key=key: vote(ada, c, "include", key=key) for c in pair))
        assert done(ends) == 1, ends


def test_a_file_and_a_note_about_one_report(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    candidate = make_candidate(owen.review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    report = Report.objects.get()

    def repeat(change: Callable[[], Any]) -> None:
        for _ in range(3 * TIMES):
            change()

    ends = at_once(
        lambda: repeat(lambda: mark_retrieved(by=ada, report=report, link="https://example.org/text")),
        lambda: repeat(lambda: record_attempt(by=grace, report=report, method="library")),
    )
    assert done(ends) == 2


def test_two_reports_of_the_same_authors_get_studies_of_their_own(
    owen: Member, ada: Member, grace: Member
) -> None:
    make_protocol(owen.review, votes_required=1)
    authors = [{"family": "Smith", "given": "A"}]
    titles = [make_candidate(owen.review, f"Part {n}", authors=authors, year=2020) for n in range(2 * TIMES)]
    for candidate in titles:
        vote(ada, candidate, "include")
    for report in Report.objects.all():
        mark_retrieved(by=ada, report=report, link="https://example.org/text")
    texts = list(Candidate.objects.filter(stage="full_text").order_by("pk"))
    for one, other in zip(texts[::2], texts[1::2], strict=True):
        ends = at_once(
            lambda one=one: vote(ada, one, "include"), lambda other=other: vote(grace, other, "include")
        )
        assert done(ends) == 2, ends
    assert Study.objects.count() == len(texts)


def test_two_owners_who_remove_each_other_leave_one(owen: Member) -> None:
    for number in range(TIMES):
        one = create_review(by=make_user(f"One{number}"), slug=f"review-{number}", title="A review")
        other = join(one, f"Other{number}", Role.OWNER)
        one, other = Member.objects.select_related("review", "user").filter(pk__in=[one.pk, other.pk])
        ends = at_once(
            lambda one=one, other=other: remove_member(by=one, member=other),
            lambda one=one, other=other: remove_member(by=other, member=one),
        )
        assert done(ends) == 1, ends
        assert Member.objects.filter(review=one.review, left_at=None).count() == 1


def test_a_link_is_used_or_taken_back_never_both(owen: Member) -> None:
    for number in range(TIMES):
        user, (invitation, token) = make_user(f"User{number}"), invite(by=owen, role=Role.REVIEWER)
        ends = at_once(
            lambda user=user, token=token: accept_invitation(user=user, token=token),
            lambda invitation=invitation: revoke_invitation(by=owen, invitation=invitation),
        )
        assert done(ends) == 1, ends
        kept = Invitation.objects.get(pk=invitation.pk)
        assert bool(kept.accepted_at) != bool(kept.revoked_at)


def test_the_same_thing_made_twice_is_made_once(owen: Member) -> None:
    user = make_user("Nora")
    account = {"email": "new@example.org", "name": "New", "password": "quiet river stone"}
    assert done(at_once(*[lambda: create_user(by=None, **account)] * 3)) == 1
    assert done(at_once(*[lambda: create_review(by=user, slug="same", title="Same")] * 3)) == 1
    assert done(at_once(*[lambda: create_form(by=owen, name="Characteristics")] * 3)) == 1
    assert (
        User.objects.filter(email="new@example.org").count(),
        Review.objects.filter(slug="same").count(),
    ) == (
        1,
        1,
    )


def test_workers_that_see_a_search_due_start_it_once(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen), strategy="exosomes")
    set_schedule(by=owen, search=search, every="week", first_on=timezone.now().date() + timedelta(days=1))
    for number in range(1, TIMES + 1):
        with arranging(owen.review):
            Schedule.objects.update(next_due_at=timezone.now())
        Job.objects.update(state=Job.State.DONE)
        ends = at_once(*[start_due] * 3)
        assert sorted(map(len, ends)) == [0, 0, 1]
        assert Run.objects.exclude(due_at=None).count() == number
    assert verify(review_id=owen.review_id).broken is None
