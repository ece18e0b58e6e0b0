"""What owners decide about conflicts of interest, and the names that members publish under."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.barring.effects import set_barred
from screening.decisions.interests.models import AuthorNames, Interest, names_of_account
from screening.decisions.interests.names import Name
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

State = Interest.State
BY_NAME = "named as an author"


@operation(Permission.MANAGE_TEAM)
def bar(*, by: Member, member: Member, citation: Citation, reason: str) -> None:
    """Bar somebody by hand. Raises ``ValidationError`` without a reason, and where they are barred already."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why: this is kept in the audit trail."})
    if citation.merged_into_id:
        raise ValidationError("This citation was merged into another one: bar them from that one.")
    _lock(by)
    interest, _ = Interest.objects.get_or_create(
        member=member, citation=citation, defaults={"review": by.review}
    )
    if interest.state == State.BARRED:
        raise ValidationError(f"{member} is barred from this citation already.")
    set_barred(by=by, interest=interest, reason=reason.strip())


@operation(Permission.MANAGE_TEAM)
def confirm(*, by: Member, interests: Sequence[Interest], reason: str = "") -> int:
    """Bar members from what was proposed, dismissed or lifted before; returns how many. All of them, or none."""
    _lock(by)
    rows = _now(interests, State.PROPOSED, State.DISMISSED, State.LIFTED)
    for interest in rows:
        set_barred(by=by, interest=interest, reason=reason.strip() or BY_NAME)
    return len(rows)


@operation(Permission.MANAGE_TEAM)
def dismiss(*, by: Member, interests: Sequence[Interest], reason: str = "") -> int:
    """It is somebody else of that name. It is not proposed again, and can still be barred."""
    _lock(by)
    return _close(by, _now(interests, State.PROPOSED), State.DISMISSED, Event.INTEREST_DISMISSED, reason)


@operation(Permission.MANAGE_TEAM)
def lift(*, by: Member, interests: Sequence[Interest], reason: str) -> int:
    """Let them judge it again. A vote that was withdrawn stays so: they may cast a new one."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why they may judge it now: this is kept in the audit trail."})
    _lock(by)
    return _close(by, _now(interests, State.BARRED), State.LIFTED, Event.INTEREST_LIFTED, reason)


@operation(Permission.VIEW)
def set_names(*, by: Member, member: Member, names: Sequence[Name]) -> AuthorNames:
    """Say under which names a member publishes; citations are looked through for them again.

    Everybody may add to their own; only owners take one off or change anybody else's.
    """
    rows, _ = AuthorNames.objects.get_or_create(member=member, defaults={"review": by.review})
    if not by.may(Permission.MANAGE_TEAM):
        if by.pk != member.pk:
            raise PermissionDenied("Only an owner changes the names of others.")
        if set(rows.all) - set(names):
            raise ValidationError(
                {"names": "Add what is missing; only an owner takes a name off. Nothing was changed."}
            )
    rows.names = [{"family": name.family, "given": name.given} for name in names]
    rows.edited_at, rows.seen_up_to = timezone.now(), 0
    rows.save()
    trail.record(Event.AUTHOR_NAMES_SET, member, names=len(names))
    return rows


@operation(Permission.MANAGE_TEAM)
def look_again(*, by: Member) -> None:
    """Have all citations looked through again, for what they say of their authors may have been corrected."""
    AuthorNames.objects.filter(review=by.review).update(seen_up_to=0)
    trail.record(Event.AUTHORS_LOOKED_FOR, by.review, again=True)


def names_of(member: Member) -> list[Name]:
    kept = AuthorNames.objects.filter(member=member).select_related("member__user").first()
    return kept.all if kept else names_of_account(member)


def _lock(by: Member) -> None:
    """Nobody merges citations meanwhile."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)


def _now(interests: Sequence[Interest], *states: str) -> list[Interest]:
    """As they are now, those in one of the states. Raises ``ValidationError`` for none at all."""
    rows = Interest.objects.filter(pk__in=[interest.pk for interest in interests], state__in=states)
    found = list(rows.select_related("member").order_by("citation", "pk"))
    if not found:
        raise ValidationError("Choose at least one that this can be done with. Nothing was changed.")
    return found


def _close(by: Member, rows: list[Interest], state: Interest.State, event: Event, reason: str) -> int:
    for interest in rows:
        interest.state, interest.reason = state, reason.strip()
        interest.decided_by, interest.decided_at = by, timezone.now()
        interest.save()
        trail.record(event, interest.member, citation=interest.citation_id, reason=interest.reason)
    return len(rows)
