"""What was said of a citation is read at the one it was merged into, and given back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from screening.decisions.discussion.comments import comments_on, write_comment
from screening.decisions.discussion.models import Comment
from screening.decisions.models import Candidate
from screening.decisions.operations import undo_vote
from screening.duplicates.operations import merge, undo_merge
from screening.notices.models import Notice
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from tests.casting import join, signed_in
from tests.decisions.rows import make_candidate, make_protocol, outcome_of, vote


@pytest.fixture
def pair(owen: Member, ada: Member, grace: Member, judy: Member) -> tuple[Candidate, Candidate]:
    """Both in conflict, and both talked over."""
    make_protocol(owen.review)
    keep, other = make_candidate(owen.review), make_candidate(owen.review)
    for candidate, about in ((other, "the merged"), (keep, "the kept")):
        vote(ada, candidate, "include")
        vote(grace, candidate, "exclude")
        candidate.refresh_from_db()
        say(ada, candidate, f"Of {about}")
    return keep, other


def say(by: Member, candidate: Candidate, text: str) -> Comment:
    return write_comment(by=by, candidate=candidate, text=text, key=uuid4())


def read(member: Member, candidate: Candidate) -> list[str]:
    candidate.refresh_from_db()
    return [comment.text for comment in comments_on(member=member, candidate=candidate)]


def together(owner: Member, keep: Candidate, *others: Candidate) -> None:
    merge(by=owner, keep=keep.citation, others=[other.citation for other in others])


def apart(owner: Member, other: Candidate) -> None:
    undo_merge(by=owner, citation=Citation.objects.get(pk=other.citation_id))


def test_read_at_the_one_that_is_kept_and_given_back(
    owen: Member, ada: Member, grace: Member, judy: Member, audrey: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    together(owen, keep, other)
    for member in (ada, grace, judy, owen, audrey):
        assert read(member, keep) == ["Of the merged", "Of the kept"]
    say(judy, keep, "Of both")
    apart(owen, other)
    assert read(judy, keep) == ["Of the kept", "Of both"]
    assert read(judy, other) == ["Of the merged"]


def test_merged_again_all_of_it(
    owen: Member, ada: Member, judy: Member, grace: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    last = make_candidate(owen.review)
    for member in (ada, grace):
        vote(member, last, "include")
    together(owen, keep, other)
    together(owen, last, keep)
    vote(ada, last, "include")
    vote(grace, last, "include")
    assert outcome_of(last)[0] == "included"
    assert read(judy, last) == ["Of the merged", "Of the kept"]
    apart(owen, keep)
    assert read(judy, last) == []
    assert read(judy, keep) == ["Of the merged", "Of the kept"]


def test_only_to_those_to_whom_the_votes_there_are_open(
    owen: Member, ada: Member, grace: Member, olive: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    rita = join(owen, "Rita", Role.REVIEWER)
    together(owen, keep, other)
    assert (read(rita, keep), read(olive, keep)) == ([], [])
    vote(rita, keep, "include")
    assert read(rita, keep) == ["Of the merged", "Of the kept"]


def test_pending_again_nobody_else_reads_it(
    owen: Member, ada: Member, grace: Member, judy: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    together(owen, keep, other)
    undo_vote(by=grace, candidate=keep, key=uuid4())
    assert outcome_of(keep)[0] == "pending"
    for member in (grace, judy, owen):
        assert read(member, keep) == []


def test_on_the_page_and_to_those_who_are_told(
    owen: Member, ada: Member, grace: Member, judy: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    say(judy, other, "As an adjudicator")
    together(owen, keep, other)
    page = signed_in(grace).get(reverse("decisions:conflict", args=["exosomes", keep.pk])).content.decode()
    assert page.count("of a citation merged into this one") == 2
    before = Notice.objects.filter(member=judy, kind="comment.written").count()
    say(ada, keep, "Both report one trial")
    assert Notice.objects.filter(member=judy, kind="comment.written").count() == before + 1
