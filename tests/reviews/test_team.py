from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from screening.accounts.models import User
from screening.audit.models import AuditEvent
from screening.reviews.access import membership
from screening.reviews.inviting import accept_invitation, invite, open_invitation, register, revoke_invitation
from screening.reviews.models import Invitation, Member
from screening.reviews.permissions import GRANTS, Permission, Role
from screening.reviews.team import add_member, change_role, remove_member
from tests.casting import arranging, join, make_user


def test_a_link_lets_one_person_join_once(owen: Member) -> None:
    invitation, token = invite(by=owen, role=Role.REVIEWER)
    member = accept_invitation(user=make_user("Ada"), token=token)
    assert (member.role, member.review) == ("reviewer", owen.review)
    invitation.refresh_from_db()
    assert invitation.accepted_by == member
    with pytest.raises(ValidationError, match="used, taken back, or its time"):
        accept_invitation(user=make_user("Grace"), token=token)
    assert open_invitation(token=token) is None


def test_only_the_hash_of_a_link_is_kept(owen: Member) -> None:
    invitation, token = invite(by=owen, role=Role.REVIEWER, email="ada@example.org")
    kept = {str(value) for value in Invitation.objects.values().get(pk=invitation.pk).values()}
    assert not [value for value in kept if token in value]
    told = "".join(str(event.content()) for event in AuditEvent.objects.all())
    assert token not in told
    assert "ada@example.org" not in told


def test_a_link_ends_after_two_weeks(owen: Member) -> None:
    invitation, token = invite(by=owen, role=Role.REVIEWER)
    assert timedelta(days=13) < invitation.expires_at - timezone.now() <= timedelta(days=14)
    with arranging(owen.review):
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    with pytest.raises(ValidationError):
        accept_invitation(user=make_user("Ada"), token=token)
    assert Member.objects.count() == 1


def test_a_link_taken_back_opens_nothing(owen: Member) -> None:
    invitation, token = invite(by=owen, role=Role.REVIEWER)
    revoke_invitation(by=owen, invitation=invitation)
    assert open_invitation(token=token) is None


def test_the_links_of_somebody_who_left_open_nothing(owen: Member) -> None:
    olga = join(owen, "Olga", Role.OWNER)
    _, token = invite(by=olga, role=Role.OWNER)
    remove_member(by=owen, member=olga)
    assert open_invitation(token=token) is None


def test_the_links_of_somebody_who_may_no_longer_invite_open_nothing(owen: Member) -> None:
    olga = join(owen, "Olga", Role.OWNER)
    _, token = invite(by=olga, role=Role.OWNER)
    change_role(by=owen, member=olga, role=Role.OBSERVER)
    assert open_invitation(token=token) is None
    with pytest.raises(ValidationError):
        accept_invitation(user=olga.user, token=token)


def test_a_link_that_was_used_cannot_be_taken_back(owen: Member) -> None:
    invitation, token = invite(by=owen, role=Role.REVIEWER)
    accept_invitation(user=make_user("Ada"), token=token)
    with pytest.raises(ValidationError, match="used or taken back already"):
        revoke_invitation(by=owen, invitation=invitation)
    assert not AuditEvent.objects.filter(kind="invitation.revoked").exists()


def test_no_account_is_made_for_a_link_that_does_not_work(owen: Member) -> None:
    invitation, token = invite(by=owen, role=Role.REVIEWER)
    revoke_invitation(by=owen, invitation=invitation)
    with pytest.raises(ValidationError, match="used, taken back"):
        register(token=token, name="Nora", email="nora@example.org", password="quiet river stone")
    assert not User.objects.filter(name="Nora").exists()


@pytest.mark.parametrize("token", ["", "x", "x" * 500, "'; DROP TABLE users; --"])
def test_an_invented_link_opens_nothing(owen: Member, token: str) -> None:
    assert open_invitation(token=token) is None


def test_a_link_is_no_use_to_a_member_and_is_not_used_up(owen: Member, olive: Member) -> None:
    _, token = invite(by=owen, role=Role.OWNER)
    with pytest.raises(ValidationError, match="on this review already"):
        accept_invitation(user=olive.user, token=token)
    olive.refresh_from_db()
    assert olive.role == "observer"
    assert accept_invitation(user=make_user("Nora"), token=token).role == "owner"


def test_a_link_brings_back_somebody_who_left(owen: Member, ada: Member) -> None:
    remove_member(by=owen, member=ada)
    _, token = invite(by=owen, role=Role.EXTRACTOR)
    back = accept_invitation(user=ada.user, token=token)
    assert (back.pk, back.role, back.left_at) == (ada.pk, "extractor", None)


def test_who_leaves_is_shut_out_and_kept_on_record(owen: Member, ada: Member) -> None:
    remove_member(by=owen, member=ada)
    assert membership(user=ada.user, slug="exosomes") is None
    assert Member.objects.filter(pk=ada.pk).exists()
    assert not any(Member.objects.get(pk=ada.pk).may(permission) for permission in Permission)
    assert add_member(by=owen, user=ada.user, role=Role.REVIEWER).pk == ada.pk


def test_nobody_is_added_twice(owen: Member, ada: Member) -> None:
    with pytest.raises(ValidationError, match="Ada is on this review already, as reviewer"):
        add_member(by=owen, user=ada.user, role=Role.OWNER)


def test_the_last_owner_stays_owner(owen: Member) -> None:
    with pytest.raises(ValidationError, match="make somebody else owner first"):
        remove_member(by=owen, member=owen)
    with pytest.raises(ValidationError, match="make somebody else owner first"):
        change_role(by=owen, member=owen, role=Role.OBSERVER)
    olga = join(owen, "Olga", Role.OWNER)
    change_role(by=owen, member=owen, role=Role.OBSERVER)
    with pytest.raises(ValidationError):
        remove_member(by=olga, member=olga)


def test_only_owners_manage_the_team(owen: Member, ada: Member, judy: Member, audrey: Member) -> None:
    for member in (ada, judy, audrey):
        with pytest.raises(PermissionDenied):
            change_role(by=member, member=member, role=Role.OWNER)
        with pytest.raises(PermissionDenied):
            invite(by=member, role=Role.OWNER)


def test_another_reviews_owner_reaches_nobody_here(owen: Member, ada: Member, mallory: Member) -> None:
    with pytest.raises(PermissionDenied, match="belongs to another review"):
        remove_member(by=mallory, member=ada)
    refused = AuditEvent.objects.get(kind="access.refused")
    assert (refused.review_id, refused.actor_id) == (mallory.review_id, mallory.user_id)


def test_nobody_who_votes_reads_pending_votes_and_auditors_change_nothing() -> None:
    for role, grants in GRANTS.items():
        assert not {Permission.SCREEN, Permission.READ_PENDING} <= grants, role
    looking = {
        Permission.VIEW, Permission.READ_TRAIL, Permission.READ_FIGURES, Permission.READ_PENDING, Permission.EXPORT,
    }  # fmt: skip
    assert GRANTS[Role.AUDITOR] <= looking
    assert GRANTS[Role.OBSERVER] == {Permission.VIEW}
