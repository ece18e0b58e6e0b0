import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.protocol.drafts import EditedMeanwhile
from screening.protocol.models import ExclusionReason, ProtocolVersion
from screening.protocol.operations import amend, freeze
from screening.protocol.queries import reasons_for, reasons_of
from screening.protocol.reasons import add_reason, change_reason, move_reason, retire_reason
from screening.reviews.models import Member, Review
from tests.protocol.casting import make_draft

EVERYWHERE = {"criterion_code": "", "at_title_abstract": True, "at_full_text": True}


@pytest.fixture
def version(owen: Member) -> ProtocolVersion:
    return make_draft(owen)


def labels(review: Review) -> list[str]:
    return [reason.label for reason in reasons_of(review=review)]


def reason_called(label: str) -> ExclusionReason:
    return ExclusionReason.objects.get(label=label)


def test_the_declared_order_can_be_changed_one_step_at_a_time(owen: Member, version: ProtocolVersion) -> None:
    move_reason(by=owen, version=version, reason=reason_called("Not clinical"), up=True)
    assert labels(owen.review) == ["No exosomes", "Not clinical", "Not low back pain"]
    move_reason(by=owen, version=version, reason=reason_called("No exosomes"), up=True)
    move_reason(by=owen, version=version, reason=reason_called("Not low back pain"), up=False)
    assert labels(owen.review) == ["No exosomes", "Not clinical", "Not low back pain"]


def test_a_retired_reason_is_no_longer_offered_but_stays(owen: Member, version: ProtocolVersion) -> None:
    retired = reason_called("Not clinical")
    retire_reason(by=owen, version=version, reason=retired)
    assert labels(owen.review) == ["No exosomes", "Not low back pain"]
    assert ExclusionReason.objects.filter(pk=retired.pk).exists()
    add_reason(by=owen, version=version, label="Not clinical")  # the label is free again
    assert labels(owen.review)[-1] == "Not clinical"


def test_a_reason_is_offered_at_the_stages_it_names(owen: Member, version: ProtocolVersion) -> None:
    add_reason(by=owen, version=version, label="Only an abstract", at_title_abstract=False)
    at = {
        stage: [r.label for r in reasons_for(review=owen.review, stage=stage)]
        for stage in ("title_abstract", "full_text")
    }
    assert "Only an abstract" not in at["title_abstract"]
    assert at["full_text"][-1] == "Only an abstract"


def test_reasons_are_never_deleted_by_an_operation(owen: Member, version: ProtocolVersion) -> None:
    import screening.protocol.reasons as module

    assert not [name for name in vars(module) if "delete" in name or "remove" in name]


@pytest.mark.parametrize(
    ("label", "stages", "sentence"),
    [
        ("  ", {}, "Write the reason"),
        ("no EXOSOMES", {}, "is there already"),
        ("Fine", {"at_title_abstract": False, "at_full_text": False}, "one stage at least"),
    ],
)
def test_a_wrong_reason_is_refused(
    owen: Member, version: ProtocolVersion, label: str, stages: dict[str, bool], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        add_reason(by=owen, version=version, label=label, **stages)
    with pytest.raises(ValidationError, match=sentence):
        change_reason(
            by=owen, version=version, reason=reason_called("Not clinical"), label=label, **EVERYWHERE | stages
        )
    assert labels(owen.review) == ["No exosomes", "Not low back pain", "Not clinical"]


def test_the_second_of_two_people_renaming_a_reason_is_told(owen: Member, version: ProtocolVersion) -> None:
    reason, seen = reason_called("Not clinical"), version.edits
    rename = {"by": owen, "version": version, "reason": reason, "edits_seen": seen} | EVERYWHERE
    change_reason(label="Not a clinical study", **rename)
    with pytest.raises(EditedMeanwhile):
        change_reason(label="Laboratory only", **rename)
    assert labels(owen.review)[-1] == "Not a clinical study"


def test_reasons_change_only_while_a_draft_is_open(owen: Member, version: ProtocolVersion) -> None:
    frozen = freeze(by=owen, version=version)
    with pytest.raises(ValidationError, match="frozen"):
        add_reason(by=owen, version=frozen, label="New")
    draft = amend(by=owen, reason="A reason was missing")
    add_reason(by=owen, version=draft, label="New")
    frozen.refresh_from_db()
    assert [r["label"] for r in frozen.snapshot["reasons"]] == [
        "No exosomes",
        "Not low back pain",
        "Not clinical",
    ]


def test_reviewers_do_not_change_reasons(owen: Member, ada: Member, version: ProtocolVersion) -> None:
    with pytest.raises(PermissionDenied):
        retire_reason(by=ada, version=version, reason=reason_called("Not clinical"))
