"""Changes to who works in a review. Nobody is ever deleted: their votes stay theirs."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.accounts.models import User
from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission, Role


@operation(Permission.MANAGE_TEAM)
def add_member(*, by: Member, user: User, role: Role) -> Member:
    """Put somebody on the review; somebody who left comes back as the same member, in the new role."""
    member, created = Member.objects.get_or_create(review=by.review, user=user, defaults={"role": role})
    if created:
        trail.record(Event.MEMBER_ADDED, member, user=user.pk, role=role)
        return member
    if member.left_at is None:
        raise ValidationError(f"{user} is on this review already, as {member.role_label.lower()}.")
    restore_member(by=by, member=member, role=role)
    return member


@operation(Permission.MANAGE_TEAM)
def restore_member(*, by: Member, member: Member, role: Role) -> None:
    """Open the door again for somebody who left: the same member, with their votes, in the given role."""
    if member.left_at is None:
        raise ValidationError(f"{member} is active already. Nothing was changed.")
    member.left_at, member.role = None, role
    member.save(update_fields=["left_at", "role"])
    trail.record(Event.MEMBER_RESTORED, member, role=role)


@operation(Permission.MANAGE_TEAM)
def change_role(*, by: Member, member: Member, role: Role) -> None:
    """Raises ``ValidationError`` for the last owner, for somebody who left, and where nothing would change."""
    _require_active(member)
    if member.role == role:
        raise ValidationError(f"{member} is {role.label.lower()} already. Nothing was changed.")
    if member.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    trail.record(Event.MEMBER_ROLE_CHANGED, member, before=before, after=role)


@operation(Permission.MANAGE_TEAM)
def remove_member(*, by: Member, member: Member) -> None:
    """Close the door for a member. Their votes, notes and extractions stay. Raises ``ValidationError``."""
    _require_active(member)
    if member.role == Role.OWNER:
        _keep_an_owner(member)
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    trail.record(Event.MEMBER_REMOVED, member)


def _require_active(member: Member) -> None:
    member.refresh_from_db(fields=["role", "left_at"])  # somebody else may have been at it a moment ago
    if member.left_at is not None:
        raise ValidationError(f"{member} was deactivated before. Nothing was changed.")


def _keep_an_owner(member: Member) -> None:
    owners = Member.objects.filter(review=member.review_id, role=Role.OWNER, left_at=None).order_by("pk")
    # locked: two owners who remove each other at the same moment must not both find the other one there
    if {owner.pk for owner in owners.select_for_update(no_key=True)} <= {member.pk}:
        raise ValidationError("A review needs an owner: make somebody else owner first.")
