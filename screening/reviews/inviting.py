"""Links that let people join: made, mailed, taken back, used once."""

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

USUAL_DAYS = 14
MOST_A_DAY = 50


@operation(Permission.MANAGE_TEAM)
def invite(*, by: Member, role: Role, email: str = "", days: int = USUAL_DAYS) -> tuple[Invitation, str]:
    """A single-use link, good for so many days. The token is returned once; only its hash is kept.

    Raises ``ValidationError`` where too many were made lately: each may be a letter to a stranger.
    """
    lately = Invitation.objects.filter(review=by.review, created_at__gt=timezone.now() - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise ValidationError(f"{MOST_A_DAY} links were made within a day. Make the next one tomorrow.")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        review=by.review,
        email=email,
        role=role,
        token_hash=digest(token),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    trail.record(Event.INVITATION_MADE, invitation, role=role, days=days)
    return invitation, token


@operation(Permission.MANAGE_TEAM)
def note_mailed(*, by: Member, invitation: Invitation) -> None:
    """The mail server took the letter: say so in the list of links."""
    invitation.mailed_at = timezone.now()
    invitation.save(update_fields=["mailed_at"])
    trail.record(Event.INVITATION_MAILED, invitation)


@operation(Permission.MANAGE_TEAM)
def revoke_invitation(*, by: Member, invitation: Invitation) -> None:
    """Raises ``ValidationError`` for a link that was used or revoked before."""
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(revoked_at=timezone.now()):
        raise ValidationError("This link was used or taken back already. Look at the team.")
    trail.record(Event.INVITATION_REVOKED, invitation)


def open_invitation(*, token: str) -> Invitation | None:
    """The invitation behind a link, while it can still be used and who made it may still invite."""
    waiting = Invitation.objects.select_related("review", "invited_by__user").filter(
        token_hash=digest(token), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    found = waiting.first()
    return found if found and found.invited_by.may(Permission.MANAGE_TEAM) else None


def on_review(*, user: User, invitation: Invitation) -> Member | None:
    """The member that who opens a link is already."""
    return Member.objects.filter(review=invitation.review_id, user=user, left_at=None).first()


def accept_invitation(*, user: User, token: str) -> Member:
    """Join by a link. Raises ``ValidationError`` when the link is used, revoked or too old, and for who is on the
    review already: the link stays for whom it was made."""
    invitation = open_invitation(token=token)
    if invitation is None:
        raise ValidationError("This link was used, taken back, or its time is over. Ask for a new one.")
    if on_review(user=user, invitation=invitation):
        raise ValidationError("You are on this review already. The link was not used.")
    with trail.follow(review_id=invitation.review_id, actor_id=user.pk):
        waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not waiting.update(accepted_at=timezone.now()):
            raise ValidationError("This link was used or taken back a moment ago. Ask for a new one.")
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
