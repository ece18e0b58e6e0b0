import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.protocol.criteria import add_criterion, change_criterion, move_criterion, remove_criterion
from screening.protocol.drafts import EditedMeanwhile
from screening.protocol.models import Criterion, ProtocolVersion, Stage, StageRules
from screening.protocol.operations import amend, draft_protocol, edit_protocol, freeze, set_rules
from screening.protocol.queries import current_protocol, draft_of, rules_for
from screening.protocol.snapshot import sha256
from screening.reviews.models import Member
from tests.protocol.casting import make_draft, make_frozen


def last_event(version: ProtocolVersion) -> AuditEvent:
    return AuditEvent.objects.filter(review_id=version.review_id).latest("sequence")


def test_a_first_draft_asks_for_two_votes_and_a_reason_at_full_text(owen: Member) -> None:
    version = draft_protocol(by=owen)
    rules = {r.stage: r for r in version.rules.all()}
    assert {r.votes_required for r in rules.values()} == {2}
    assert not rules["title_abstract"].reason_required
    assert rules["full_text"].reason_required
    with pytest.raises(ValidationError, match="has a protocol already"):
        draft_protocol(by=owen)


def test_nothing_is_in_force_before_the_first_freeze(owen: Member) -> None:
    version = make_draft(owen)
    assert current_protocol(review=owen.review) is None
    frozen = freeze(by=owen, version=version)
    assert current_protocol(review=owen.review) == frozen


def test_freezing_seals_everything_in_the_trail(owen: Member) -> None:
    frozen = make_frozen(owen)
    assert frozen.frozen_by == owen
    assert frozen.snapshot["texts"]["question"] == "Do exosomes relieve low back pain?"
    assert [c["code"] for c in frozen.snapshot["criteria"]] == ["I1", "E1"]
    labels = [r["label"] for r in frozen.snapshot["reasons"]]
    assert labels == ["No exosomes", "Not low back pain", "Not clinical"]
    assert set(frozen.snapshot["rules"]) == {"title_abstract", "full_text"}
    frozen.refresh_from_db()
    assert last_event(frozen).data == {"number": 1, "sha256": sha256(frozen.snapshot)}


def test_an_unfinished_draft_cannot_be_frozen_and_says_what_is_missing(owen: Member) -> None:
    version = draft_protocol(by=owen)
    with pytest.raises(ValidationError) as refusal:
        freeze(by=owen, version=version)
    assert refusal.value.messages == [
        "Write the review question, or at least its population.",
        "Add at least one inclusion criterion.",
        "Add an exclusion reason for full text: its rules ask for one.",
    ]
    version.refresh_from_db()
    assert not version.is_frozen


def test_a_frozen_version_refuses_every_change(owen: Member) -> None:
    frozen = make_frozen(owen)
    criterion = frozen.criteria.first()
    attempts = [
        lambda: edit_protocol(by=owen, version=frozen, texts={"question": "Another"}),
        lambda: add_criterion(by=owen, version=frozen, kind=Criterion.Kind.INCLUSION, text="More"),
        lambda: remove_criterion(by=owen, criterion=criterion),
        lambda: move_criterion(by=owen, criterion=criterion, up=True),
        lambda: set_rules(
            by=owen, version=frozen, stage=Stage.FULL_TEXT, votes_required=1, maybe=StageRules.Maybe.CONFLICT,
            reason_required=False, differing_reasons=StageRules.Differing.ORDER,
        ),
        lambda: freeze(by=owen, version=frozen),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(ValidationError, match=r"Protocol 1 is frozen\. Start an amendment"):
            attempt()
    assert sha256(ProtocolVersion.objects.get(pk=frozen.pk).snapshot) == last_event(frozen).data["sha256"]


def test_an_amendment_is_a_copy_with_a_reason_and_changes_nothing_until_frozen(owen: Member) -> None:
    frozen = make_frozen(owen)
    draft = amend(by=owen, reason=" Trials only, the team decided. ")
    assert (draft.number, draft.amendment_reason) == (2, "Trials only, the team decided.")
    assert draft.question == frozen.question
    assert [c.text for c in draft.criteria.all()] == [c.text for c in frozen.criteria.all()]
    assert rules_for(version=draft, stage="full_text").reason_required
    edit_protocol(by=owen, version=draft, texts={"question": "Another question"})
    remove_criterion(by=owen, criterion=draft.criteria.get(code="E1"))
    in_force = current_protocol(review=owen.review)
    assert in_force == frozen
    assert in_force.criteria.count() == 2
    freeze(by=owen, version=draft)
    assert current_protocol(review=owen.review) == draft
    frozen.refresh_from_db()
    assert frozen.question == "Do exosomes relieve low back pain?"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_amendment_needs_a_reason(owen: Member, reason: str) -> None:
    make_frozen(owen)
    with pytest.raises(ValidationError, match="Say why"):
        amend(by=owen, reason=reason)
    assert draft_of(review=owen.review) is None


def test_there_is_one_draft_at_a_time_and_none_to_amend_before_the_freeze(owen: Member) -> None:
    make_draft(owen)
    with pytest.raises(ValidationError, match="Nothing is frozen yet"):
        amend(by=owen, reason="Because")
    freeze(by=owen, version=draft_of(review=owen.review))
    amend(by=owen, reason="Because")
    with pytest.raises(ValidationError, match="being drafted already"):
        amend(by=owen, reason="Because")


def test_two_people_editing_different_texts_both_keep_theirs(owen: Member) -> None:
    version = make_draft(owen)
    seen = version.edits
    edit_protocol(by=owen, version=version, texts={"population": "Adults"}, edits_seen=seen)
    edit_protocol(by=owen, version=version, texts={"outcomes": "Pain"}, edits_seen=seen)
    version.refresh_from_db()
    assert (version.population, version.outcomes) == ("Adults", "Pain")


def test_the_second_of_two_people_editing_one_text_is_told_and_saves_nothing(owen: Member) -> None:
    version = make_draft(owen)
    seen = version.edits
    edit_protocol(by=owen, version=version, texts={"population": "Adults"}, edits_seen=seen)
    mine = {"population": "Children", "outcomes": "Pain"}
    with pytest.raises(EditedMeanwhile) as clash:
        edit_protocol(by=owen, version=version, texts=mine, edits_seen=seen)
    assert clash.value.changed == {"population": "Owen"}
    version.refresh_from_db()
    assert (version.population, version.outcomes) == ("Adults", "")


def test_the_second_of_two_people_changing_one_criterion_is_told(owen: Member) -> None:
    version = make_draft(owen)
    criterion, seen = version.criteria.get(code="I1"), version.edits
    same = {"code": "I1", "facet": "", "at_title_abstract": True, "at_full_text": True}
    change_criterion(by=owen, criterion=criterion, text="First", edits_seen=seen, **same)
    with pytest.raises(EditedMeanwhile, match="Owen changed this"):
        change_criterion(by=owen, criterion=criterion, text="Second", edits_seen=seen, **same)
    assert Criterion.objects.get(pk=criterion.pk).text == "First"


def test_what_changed_after_one_looked_is_not_frozen_unread(owen: Member) -> None:
    version = make_draft(owen)
    seen = version.edits
    edit_protocol(by=owen, version=version, texts={"question": "Changed"})
    with pytest.raises(ValidationError, match="Read it again"):
        freeze(by=owen, version=version, edits_seen=seen)
    assert freeze(by=owen, version=version, edits_seen=seen + 1).is_frozen


def test_an_unknown_text_is_refused(owen: Member) -> None:
    with pytest.raises(ValidationError, match="no frozen_at"):
        edit_protocol(by=owen, version=make_draft(owen), texts={"frozen_at": "2020"})


@pytest.mark.parametrize("votes", [0, 4, -1])
def test_a_stage_needs_one_to_three_votes(owen: Member, votes: int) -> None:
    with pytest.raises(ValidationError, match="one, two or three"):
        set_rules(
            by=owen, version=make_draft(owen), stage=Stage.FULL_TEXT, votes_required=votes,
            maybe=StageRules.Maybe.INCLUDE, reason_required=True, differing_reasons=StageRules.Differing.ORDER,
        )  # fmt: skip


def test_rules_are_kept_per_stage_and_the_event_says_what_changed(owen: Member) -> None:
    version = make_draft(owen)
    set_rules(
        by=owen, version=version, stage=Stage.TITLE_ABSTRACT, votes_required=1,
        maybe=StageRules.Maybe.CONFLICT, reason_required=False, differing_reasons=StageRules.Differing.ORDER,
    )  # fmt: skip
    assert last_event(version).data["changed"] == ["votes_required", "maybe"]
    assert StageRules.objects.get(version=version, stage="title_abstract").votes_required == 1
    assert StageRules.objects.get(version=version, stage="full_text").votes_required == 2


def test_only_owners_change_the_protocol(owen: Member, ada: Member, judy: Member, audrey: Member) -> None:
    version = make_draft(owen)
    for member in (ada, judy, audrey):
        with pytest.raises(PermissionDenied):
            edit_protocol(by=member, version=version, texts={"question": "Mine"})
        with pytest.raises(PermissionDenied):
            freeze(by=member, version=version)


def test_another_reviews_protocol_is_out_of_reach(owen: Member, mallory: Member) -> None:
    version = make_draft(owen)
    with pytest.raises(PermissionDenied, match="belongs to another review"):
        edit_protocol(by=mallory, version=version, texts={"question": "Mine"})
    with pytest.raises(PermissionDenied):
        remove_criterion(by=mallory, criterion=version.criteria.first())
