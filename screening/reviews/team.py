"""Changes to who works in a review. Nobody is ever deleted: their votes stay theirs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from screening.accounts.models import User
from screening.accounts.operations import create_user
from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.access import operation
from screening.reviews.models import Invitation, Member
from screening.reviews.permissions import Permission, Role

INVITATION_LIFE = timedelta(days=14)


@operation(Permission.MANAGE_TEAM)
def add_member(*, by: Member, user: User, role: Role) -> Member:
    """Put somebody on the review; somebody who left comes back as the same member, in the new role."""
    member, created = Member.objects.get_or_create(review=by.review, user=user, defaults={"role": role})
    if created:
        trail.record(Event.MEMBER_ADDED, member, user=user.pk, role=role)
        return member
    if member.left_at is None:
        raise ValidationError(f"{user} is on this review already, as {member.role_label.lower()}.")
    member.left_at, member.role = None, role
    member.save(update_fields=["left_at", "role"])
    trail.record(Event.MEMBER_RESTORED, member, role=role)
    return member


@operation(Permission.MANAGE_TEAM)
def change_role(*, by: Member, member: Member, role: Role) -> None:
    if member.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    trail.record(Event.MEMBER_ROLE_CHANGED, member, before=before, after=role)


@operation(Permission.MANAGE_TEAM)
def remove_member(*, by: Member, member: Member) -> None:
    """Close the door for a member. Their votes, notes and extractions stay."""
    if member.role == Role.OWNER:
        _keep_an_owner(member)
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    trail.record(Event.MEMBER_REMOVED, member)


def _keep_an_owner(member: Member) -> None:
    owners = Member.objects.filter(review=member.review_id, role=Role.OWNER, left_at=None).order_by("pk")
    # locked: two owners who remove each other at the same moment must not both find the other one there
    if {owner.pk for owner in owners.select_for_update(no_key=True)} <= {member.pk}:
        raise ValidationError("A review needs an owner: make somebody else owner first.")


@operation(Permission.MANAGE_TEAM)
def invite(*, by: Member, role: Role, email: str = "") -> tuple[Invitation, str]:
    """A single-use link, good for 14 days. The token is returned once; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        review=by.review,
        email=email,
        role=role,
        token_hash=digest(token),
        invited_by=by,
        expires_at=timezone.now() + INVITATION_LIFE,
    )
    trail.record(Event.INVITATION_MADE, invitation, role=role)
    return invitation, token


@operation(Permission.MANAGE_TEAM)
def revoke_invitation(*, by: Member, invitation: Invitation) -> None:
    """Raises ``ValidationError`` for a link that was used or revoked before."""
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(revoked_at=timezone.now()):
        raise ValidationError("This link was used or revoked already. Look at the team.")
    trail.record(Event.INVITATION_REVOKED, invitation)


def open_invitation(*, token: str) -> Invitation | None:
    """The invitation behind a link, while it can still be used and who made it may still invite."""
    waiting = Invitation.objects.select_related("review", "invited_by__user").filter(
        token_hash=digest(token), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    found = waiting.first()
    return found if found and found.invited_by.may(Permission.MANAGE_TEAM) else None


def accept_invitation(*, user: User, token: str) -> Member:
    """Join by a link. Raises ``ValidationError`` when the link is used, revoked or too old."""
    invitation = open_invitation(token=token)
    if invitation is None:
        raise ValidationError("This link was used, revoked, or is older than 14 days. Ask for a new one.")
    with trail.follow(review_id=invitation.review_id, actor_id=user.pk):
        waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not waiting.update(accepted_at=timezone.now()):
            raise ValidationError("This link was used or revoked a moment ago. Ask for a new one.")
        member, created = Member.objects.get_or_create(
            review=invitation.review, user=user, defaults={"role": invitation.role}
        )
        if member.left_at is not None:
            member.left_at, member.role = None, invitation.role
            member.save(update_fields=["left_at", "role"])
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=member)
        trail.record(Event.INVITATION_ACCEPTED, invitation, member=member.pk, joined=created)
    return member


def register(*, token: str, name: str, email: str, password: str) -> Member:
    """Make an account and join by a link with it: both or neither. Raises ``ValidationError``."""
    with transaction.atomic():
        user = create_user(by=None, name=name, email=email, password=password)
        return accept_invitation(user=user, token=token)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
