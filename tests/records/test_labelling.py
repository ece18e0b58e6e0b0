"""Labels: whose they are, who sees them, and that everything about them can be taken back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate
from screening.jobs.models import Job
from screening.jobs.operations import retry
from screening.jobs.progress import Progress
from screening.records import jobs, label_rounds, labelling
from screening.records.label_models import Label, Labelling
from screening.records.label_rounds import label_all, rounds_of, undo, would_change
from screening.records.labels import counted, on
from screening.records.models import Citation
from screening.reviews.blinding import Blindfolded
from screening.reviews.models import Member
from screening.reviews.operations import set_blinding
from tests.casting import arranging
from tests.searches.importing import work
from tests.searching import found, received


@pytest.fixture
def citations(owen: Member) -> list[Citation]:
    return found(owen, received("1", "One"), received("2", "Two"), received("3", "Three"))


@pytest.fixture
def background(owen: Member) -> Label:
    return labelling.add_label(by=owen, name="Background", colour="blue")


def put(by: Member, label: Label, *citations: Citation) -> int:
    return labelling.put_on(by=by, label=label, citations=[c.pk for c in citations], round_key=uuid4())


def seen(member: Member, citation: Citation) -> list[tuple[str, bool]]:
    return [
        (one.label.name, one.mine) for one in on(member=member, citations=[citation.pk]).get(citation.pk, [])
    ]


def decide(citation: Citation, outcome: str = "excluded") -> None:
    with arranging(citation.review):
        Candidate.objects.filter(citation=citation).update(outcome=outcome)


def test_a_label_is_seen_by_others_once_the_votes_are_in(
    owen: Member, ada: Member, judy: Member, audrey: Member, citations: list[Citation], background: Label
) -> None:
    put(ada, background, citations[0])
    assert seen(ada, citations[0]) == [("Background", True)]
    assert seen(owen, citations[0]) == seen(judy, citations[0]) == []
    assert seen(audrey, citations[0]) == [("Background", False)]
    decide(citations[0])
    assert seen(owen, citations[0]) == seen(judy, citations[0]) == [("Background", False)]


def test_a_full_text_that_is_pending_hides_it_again(
    owen: Member, ada: Member, citations: list[Citation], background: Label
) -> None:
    put(ada, background, citations[0])
    decide(citations[0], "included")
    assert seen(owen, citations[0])
    with arranging(owen.review):
        candidate = Candidate.objects.get(citation=citations[1])
        Candidate.objects.filter(pk=candidate.pk).update(
            citation=citations[0], stage="full_text", report=_report(owen, citations[0])
        )
    assert not seen(owen, citations[0])


def _report(owen: Member, citation: Citation) -> object:
    from screening.fulltexts.models import Report

    return Report.objects.create(review=owen.review, citation=citation)


def test_an_unblinded_review_shows_all(
    owen: Member, ada: Member, citations: list[Citation], background: Label
) -> None:
    put(ada, background, citations[0])
    set_blinding(by=owen, blinded=False, reason="A pilot")
    assert seen(owen, citations[0]) == [("Background", False)]


def test_two_members_put_one_label_each_for_themselves(
    owen: Member, ada: Member, citations: list[Citation], background: Label
) -> None:
    assert put(ada, background, citations[0]) == put(owen, background, citations[0]) == 1
    decide(citations[0])
    assert seen(ada, citations[0]) == [("Background", True)]
    assert labelling.take_off(by=ada, label=background, citations=[citations[0].pk], round_key=uuid4()) == 1
    assert seen(ada, citations[0]) == [("Background", False)], "Owen's stays"


def test_nobody_lists_labellings_without_saying_for_whom() -> None:
    with pytest.raises(Blindfolded):
        Labelling.objects.all()
    with pytest.raises(Blindfolded):
        Labelling.objects.filter(citation=1)


def test_putting_on_twice_changes_once_and_tells_it_once(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    assert put(owen, background, citations[0], citations[1]) == 2
    assert put(owen, background, citations[0], citations[2]) == 1
    told = AuditEvent.objects.filter(kind=Event.CITATIONS_LABELLED).order_by("sequence")
    assert [event.data["citations"] for event in told] == [
        [citations[0].pk, citations[1].pk],
        [citations[2].pk],
    ]


def test_a_round_is_undone_as_far_as_it_changed_something(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    put(owen, background, citations[0])
    every, key = Citation.objects.filter(review=owen.review), uuid4()
    assert would_change(member=owen, label=background, do="put", citations=every) == (3, 2)
    assert label_all(by=owen, label=background, do="put", citations=every, round_key=key) == 2
    assert label_all(by=owen, label=background, do="put", citations=every, round_key=key) == 0, "sent twice"
    assert undo(by=owen, key=key) == 2
    assert [bool(seen(owen, citation)) for citation in citations] == [True, False, False]
    with pytest.raises(ValidationError, match="undone already"):
        undo(by=owen, key=key)
    latest, first = rounds_of(member=owen)
    assert (latest.count, latest.undone, first.count, first.undone) == (2, True, 1, False)


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_rounds, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)


def test_many_are_labelled_and_undone_in_the_background(
    owen: Member, citations: list[Citation], background: Label, two_at_once: None
) -> None:
    key, every = uuid4(), Citation.objects.filter(review=owen.review)
    job = label_all(by=owen, label=background, do="put", citations=every, round_key=key)
    assert isinstance(job, Job)
    assert label_all(by=owen, label=background, do="put", citations=every, round_key=key) == job, "sent twice"
    assert "Background" not in job.title, "everybody reads it"
    with pytest.raises(ValidationError, match="still being labelled"):
        undo(by=owen, key=key)
    work()
    assert [bool(seen(owen, citation)) for citation in citations] == [True] * 3
    assert rounds_of(member=owen)[0].count == 3
    assert label_rounds.last_job(member=owen, key=key) is None
    assert isinstance(undo(by=owen, key=key), Job)
    work()
    assert [bool(seen(owen, citation)) for citation in citations] == [False] * 3
    (told,) = rounds_of(member=owen)
    assert (told.count, told.undone, told.back) == (3, True, 3)
    with pytest.raises(ValidationError, match="undone already"):
        undo(by=owen, key=key)


def test_what_was_stopped_goes_on_or_is_undone(
    owen: Member,
    citations: list[Citation],
    background: Label,
    two_at_once: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, every = uuid4(), Citation.objects.filter(review=owen.review)
    label_all(by=owen, label=background, do="put", citations=every, round_key=key)
    stop_after(monkeypatch, 1)
    work()
    assert [bool(seen(owen, citation)) for citation in citations] == [True, True, False]
    stopped = label_rounds.last_job(member=owen, key=key)
    assert stopped
    assert stopped.state == Job.State.CANCELLED
    monkeypatch.undo()
    retry(by=owen, job=stopped)
    work()
    assert [bool(seen(owen, citation)) for citation in citations] == [True] * 3
    monkeypatch.setattr(label_rounds, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    undo(by=owen, key=key)
    stop_after(monkeypatch, 1)
    work()
    assert rounds_of(member=owen)[0].back == 2
    monkeypatch.undo()
    assert isinstance(undo(by=owen, key=key), Job)
    work()
    assert rounds_of(member=owen)[0].back == 3
    assert [bool(seen(owen, citation)) for citation in citations] == [False] * 3


def test_a_label_retired_meanwhile_is_not_put_on(
    owen: Member, citations: list[Citation], background: Label, two_at_once: None
) -> None:
    key, every = uuid4(), Citation.objects.filter(review=owen.review)
    label_all(by=owen, label=background, do="put", citations=every, round_key=key)
    labelling.retire_label(by=owen, label=background)
    work()
    job = label_rounds.last_job(member=owen, key=key)
    assert job
    assert "was retired" in job.error
    assert rounds_of(member=owen) == []


def stop_after(monkeypatch: pytest.MonkeyPatch, looks: int) -> None:
    answers = iter([False] * looks)
    monkeypatch.setattr(Progress, "cancelled", lambda self: next(answers, True))


def test_spans_give_back_their_ids() -> None:
    for ids in ([], [4], [1, 2, 3, 7, 9, 10]):
        assert label_rounds.ids_of(label_rounds.spans_of(ids)) == ids
    assert label_rounds.spans_of(range(1, 200_001)) == [[1, 200_000]]


def test_taking_off_is_undone_too(owen: Member, citations: list[Citation], background: Label) -> None:
    put(owen, background, *citations)
    key, every = uuid4(), Citation.objects.filter(review=owen.review)
    assert label_all(by=owen, label=background, do="take", citations=every, round_key=key) == 3
    assert counted(member=owen)[0].seen == 0
    labelling.retire_label(by=owen, label=background)
    assert undo(by=owen, key=key) == 3, "even of a label retired since"
    assert counted(member=owen)[0].seen == 3


def test_the_rounds_of_others_are_nobodys_to_see_or_undo(
    owen: Member, ada: Member, citations: list[Citation], background: Label
) -> None:
    key = uuid4()
    labelling.put_on(by=ada, label=background, citations=[citations[0].pk], round_key=key)
    assert rounds_of(member=owen) == []
    with pytest.raises(ValidationError, match="nothing"):
        undo(by=owen, key=key)


def test_a_retired_label_is_not_put_on_and_comes_back(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    put(owen, background, citations[0])
    labelling.retire_label(by=owen, label=background)
    with pytest.raises(ValidationError, match="was retired"):
        put(owen, background, citations[1])
    assert seen(owen, citations[0]) == [("Background", True)]
    labelling.restore_label(by=owen, label=background)
    assert put(owen, background, citations[1]) == 1


def test_one_name_is_one_label(owen: Member, mallory: Member, background: Label) -> None:
    with pytest.raises(ValidationError, match="already"):
        labelling.add_label(by=owen, name=" BACKGROUND ", colour="ink")
    with pytest.raises(ValidationError):
        labelling.add_label(by=owen, name="Red", colour="red")
    with pytest.raises(ValidationError):
        labelling.add_label(by=owen, name=" ", colour="ink")
    other = labelling.add_label(by=owen, name="Other", colour="ink")
    with pytest.raises(ValidationError, match="already"):
        labelling.change_label(by=owen, label=other, name="background", colour="ink")
    assert labelling.add_label(by=mallory, name="Background", colour="ink").pk != background.pk


def test_who_may(
    owen: Member, ada: Member, olive: Member, mallory: Member, citations: list[Citation], background: Label
) -> None:
    labelling.add_label(by=ada, name="Ada's", colour="ink")
    for act in (
        lambda: put(olive, background, citations[0]),
        lambda: put(mallory, background, citations[0]),
        lambda: labelling.retire_label(by=ada, label=background),
        lambda: labelling.change_label(by=ada, label=background, name="Mine", colour="ink"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_citations_of_another_review_are_left_alone(owen: Member, mallory: Member, background: Label) -> None:
    (theirs,) = found(mallory, received("1"))
    assert put(owen, background, theirs) == 0
