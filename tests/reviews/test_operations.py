import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit import trail
from screening.audit.models import AuditEvent
from screening.audit.trail import NoTrail, Unaudited
from screening.reviews.access import belongs, operation
from screening.reviews.models import Member, Review
from screening.reviews.operations import change_settings, create_review, set_blinding
from screening.reviews.permissions import Permission
from tests.casting import make_user


def test_a_review_and_its_owner_come_with_their_first_events(owen: Member) -> None:
    events = AuditEvent.objects.filter(review_id=owen.review_id)
    assert [event.kind for event in events] == ["review.created", "member.added"]
    assert owen.role == "owner"


@pytest.mark.parametrize("slug", ["exosomes", "new", "Not a slug", "", "a" * 81])
def test_an_address_that_will_not_do_makes_no_review(owen: Member, slug: str) -> None:
    with pytest.raises(ValidationError):
        create_review(by=owen.user, slug=slug, title="Another")
    assert Review.objects.count() == 1


def test_a_review_made_for_somebody_is_theirs(db: None) -> None:
    admin, owner = make_user("Anna"), make_user("Owen")
    member = create_review(by=admin, owner=owner, slug="a", title="A")
    assert member.user == owner
    assert set(AuditEvent.objects.filter(review_id=member.review_id).values_list("actor_id", flat=True)) == {
        admin.pk
    }


def test_blinding_changes_with_a_reason_only_and_by_owners_only(owen: Member, ada: Member) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        set_blinding(by=owen, blinded=False, reason=" ")
    with pytest.raises(PermissionDenied):
        set_blinding(by=ada, blinded=False, reason="I want to see")
    assert Review.objects.get().blinded


def test_a_refusal_is_on_record_although_nothing_changed(owen: Member, ada: Member) -> None:
    with pytest.raises(PermissionDenied, match=r"Your role \(Reviewer\)"):
        change_settings(by=ada, title="Mine", contact_email="")
    refused = AuditEvent.objects.get(kind="access.refused")
    assert (refused.actor_id, refused.data["operation"]) == (ada.user_id, "change_settings")
    assert Review.objects.get().title == "Exosomes for low back pain"


def test_an_operation_that_leaves_no_event_leaves_nothing(owen: Member) -> None:
    @operation(Permission.VIEW)
    def rename_in_silence(*, by: Member) -> None:
        by.review.title = "Renamed"
        by.review.save(update_fields=["title"])

    with pytest.raises(Unaudited):
        rename_in_silence(by=owen)
    assert Review.objects.get().title == "Exosomes for low back pain"
    before = AuditEvent.objects.count()
    with pytest.raises(Unaudited), trail.follow(review_id=owen.review_id, actor_id=owen.user_id):
        rename_in_silence(by=owen)
    assert AuditEvent.objects.count() == before


def test_audited_rows_do_not_change_outside_an_operation(owen: Member) -> None:
    with pytest.raises(NoTrail):
        owen.review.save()
    with pytest.raises(NoTrail):
        Review.objects.update(title="Mine")
    with pytest.raises(NoTrail):
        Member.objects.all().delete()
    with pytest.raises(NoTrail):
        Review.objects.bulk_create([Review(slug="b", title="B")])


def test_what_belongs_to_a_review_is_found_in_every_container(owen: Member, mallory: Member) -> None:
    here = owen.review_id
    for value in (
        owen,
        owen.review,
        [owen],
        {"a": (owen,)},
        Member.objects.filter(pk=owen.pk),
        owen.user,
        "text",
        1,
        None,
    ):
        assert belongs(value, here)
    for value in (mallory, mallory.review, [owen, mallory], {"a": [mallory]}, Member.objects.all()):
        assert not belongs(value, here)
