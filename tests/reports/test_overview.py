"""What the overview asks a member to do is what they may do."""

from uuid import uuid4

from django.urls import reverse

from screening.decisions.operations import undo_vote
from screening.metadata.operations import accept
from screening.records.description import Description
from screening.records.models import Record
from screening.reports.overview import overview_of
from screening.reviews.models import Member
from screening.searches.repairing import repair
from tests.casting import signed_in
from tests.decisions.rows import make_candidate, make_protocol, vote
from tests.metadata.rows import proposed
from tests.searching import broken, found, received


def waiting(member: Member) -> dict[str, int | None]:
    return {task.url: task.count for task in overview_of(member=member).tasks}


def test_a_conflict_waits_for_who_never_voted_on_it_not_for_who_took_the_vote_back(
    owen: Member, ada: Member, grace: Member, judy: Member
) -> None:
    make_protocol(owen.review)
    candidate = make_candidate(owen.review)
    vote(judy, candidate, "include")
    undo_vote(by=judy, candidate=candidate, key=uuid4())
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    assert waiting(owen)["decisions:conflicts"] == 1
    assert "decisions:conflicts" not in waiting(judy)


def test_citations_wait_until_one_has_judged_them(owen: Member, ada: Member) -> None:
    make_protocol(owen.review)
    first, _ = make_candidate(owen.review, "One"), make_candidate(owen.review, "Two")
    assert waiting(ada)["decisions:room"] == 2
    vote(ada, first, "include")
    vote(ada, first, "exclude")
    assert waiting(ada)["decisions:room"] == 1
    undo_vote(by=ada, candidate=first, key=uuid4())
    assert waiting(ada)["decisions:room"] == 2


def test_what_could_not_be_read_waits_for_who_may_mend_it(owen: Member, ada: Member) -> None:
    found(owen, received("1"), broken())
    assert waiting(owen)["searches:problems"] == 1
    assert "searches:problems" not in waiting(ada)
    repair(by=owen, record=Record.objects.get(fields={}), description=Description(title="Read by hand"))
    assert "searches:problems" not in waiting(owen)


def test_proposed_metadata_waits_until_it_is_accepted(owen: Member, ada: Member) -> None:
    (citation,) = found(owen, received("", abstract=()))
    values = proposed(owen, citation)
    assert waiting(owen)["metadata:list"] == len(values) > 0
    assert "metadata:list" not in waiting(ada)
    accept(by=owen, proposals=values)
    assert "metadata:list" not in waiting(owen)


def test_one_of_a_thing_is_said_as_one(owen: Member) -> None:
    make_protocol(owen.review)
    overview = reverse("reports:overview", args=[owen.review.slug])
    make_candidate(owen.review, "One")
    assert "1 citation waits for your vote" in signed_in(owen).get(overview).content.decode()
    make_candidate(owen.review, "Two")
    assert "2 citations wait for your vote" in signed_in(owen).get(overview).content.decode()
