"""The discussion of a conflict: open when the votes are, told to those involved, only ever added to."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from screening.audit.models import AppendOnlyError, AuditEvent
from screening.decisions.discussion.comments import comments_on, may_discuss, write_comment
from screening.decisions.discussion.models import Comment
from screening.decisions.operations import undo_vote
from screening.decisions.requirements import Refused
from screening.notices.models import Notice
from screening.reviews.operations import set_blinding
from screening.reviews.permissions import Role
from screening.reviews.team import remove_member
from tests.casting import join, signed_in
from tests.decisions.rows import vote


@pytest.fixture
def disputed(ada, grace, candidate):
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    candidate.refresh_from_db()
    return candidate


def write(by, candidate, text="The dose is on page 3.", **fields):
    return write_comment(by=by, candidate=candidate, text=text, key=fields.pop("key", uuid4()))


def read(member, candidate):
    return [comment.text for comment in comments_on(member=member, candidate=candidate)]


def test_those_who_see_the_votes_write_and_read(owen, ada, grace, judy, ines, olive, audrey, disputed):
    write(ada, disputed, "First")
    write(judy, disputed, "Second")
    for member in (ada, grace, judy, owen, audrey):
        assert read(member, disputed) == ["First", "Second"]
    for member in (ines, olive):
        assert read(member, disputed) == []
    for member in (olive, audrey, ines):
        with pytest.raises(PermissionDenied):
            write(member, disputed)


def test_a_reviewer_who_did_not_vote_there_neither_reads_nor_writes(owen, ada, grace, disputed):
    rita = join(owen, "Rita", Role.REVIEWER)
    write(ada, disputed)
    assert (read(rita, disputed), may_discuss(member=rita, candidate=disputed)) == ([], False)
    with pytest.raises(Refused, match="not open to you"):
        write(rita, disputed)
    set_blinding(by=owen, blinded=False, reason="training")
    rita.review.refresh_from_db()
    assert (len(read(rita, disputed)), may_discuss(member=rita, candidate=disputed)) == (1, True)


def test_pending_again_it_is_closed_and_only_ones_own_is_seen(ada, grace, judy, disputed):
    write(ada, disputed, "Mine")
    undo_vote(by=grace, candidate=disputed, key=uuid4())
    disputed.refresh_from_db()
    assert (read(ada, disputed), read(grace, disputed), read(judy, disputed)) == (["Mine"], [], [])
    with pytest.raises(Refused, match="not open to you"):
        write(judy, disputed)


def test_nobody_writes_while_votes_are_missing(ada, judy, candidate):
    vote(ada, candidate, "include")
    for member in (ada, judy):
        with pytest.raises(Refused):
            write(member, candidate)


def test_those_involved_are_told_and_nobody_else(owen, ada, grace, judy, disputed):
    write(judy, disputed)
    write(ada, disputed)
    kinds = {m.user.name: m.notices.filter(kind="comment.written").count() for m in (owen, ada, grace, judy)}
    assert kinds == {"Owen": 0, "Ada": 1, "Grace": 2, "Judy": 1}
    notice = Notice.objects.filter(member=grace).first()  # the latest
    assert notice.told.sentence == "Ada wrote in the discussion of “Exosomes for low back pain”."
    remove_member(by=owen, member=grace)
    write(judy, disputed)
    assert Notice.objects.filter(member=grace).count() == 2


def test_sent_twice_it_is_one_comment(ada, grace, disputed):
    key = uuid4()
    assert write(ada, disputed, key=key) == write(ada, disputed, "Something else", key=key)
    with pytest.raises(Refused, match="sent before"):
        write(grace, disputed, key=key)
    assert Comment.rows.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "a\0b", "x" * 10_001])
def test_what_cannot_be_kept_is_refused(ada, disputed, text):
    with pytest.raises(Refused):
        write(ada, disputed, text)
    assert not Comment.rows.exists()


def test_it_is_only_added_to_and_on_record(ada, disputed):
    comment = write(ada, disputed, "  As I read it, all were adults. ")
    assert comment.text == "As I read it, all were adults."
    for change in (comment.save, comment.delete):
        with pytest.raises(AppendOnlyError):
            change()
    event = AuditEvent.objects.get(kind="comment.written")
    assert (event.subject_id, event.data["comment"]) == (disputed.pk, comment.pk)
    assert "adults" not in str(event.data)


def test_another_review_is_not_reached(mallory, disputed):
    with pytest.raises(PermissionDenied):
        write(mallory, disputed)


def at(name, candidate):
    return reverse(f"decisions:{name}", args=["exosomes", candidate.pk])


def test_on_the_page(ada, grace, disputed):
    browser = signed_in(ada)
    sent = {"text": "<b>Dose</b>\n\nsee page 3", "key": uuid4()}
    answer = browser.post(at("comment", disputed) + "?stage=title_abstract", sent)
    assert answer.url == at("conflict", disputed) + "?stage=title_abstract#discussion"
    page = signed_in(grace).get(at("conflict", disputed)).content.decode()
    assert "&lt;b&gt;Dose&lt;/b&gt;" in page
    refused = browser.post(at("comment", disputed), {"text": " ", "key": uuid4()})
    assert (refused.status_code, "Write something first" in refused.content.decode()) == (422, True)
    kept = browser.post(at("comment", disputed), {"text": "What I typed", "key": "no-uuid"})
    assert (kept.status_code, "What I typed</textarea>" in kept.content.decode()) == (422, True)


def test_a_pending_candidate_has_no_discussion_to_find(ada, candidate):
    vote(ada, candidate, "include")
    assert signed_in(ada).post(at("comment", candidate), {"text": "x", "key": uuid4()}).status_code == 404
