"""Changes to a review, its settings and its blinding."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from screening.accounts.models import User
from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission, Role


def create_review(
    *,
    by: User,
    slug: str,
    title: str,
    owner: User | None = None,
    is_demo: bool = False,
    started_from: str = "",
) -> Member:
    """Make a review and its owner's membership. Raises ``ValidationError`` for a taken or wrong address."""
    owner = owner or by
    review = Review(
        slug=slug,
        title=title.strip(),
        is_demo=is_demo,
        started_from=started_from,
        contact_email="" if owner.email.endswith("@localhost") else owner.email,
    )
    review.full_clean(validate_unique=False, validate_constraints=False)
    taken = ValidationError({"slug": f"The address “{slug}” is taken. Choose another."})
    if slug == "new" or Review.objects.filter(slug=slug).exists():
        raise taken
    try:
        # The chain of a review is named by its id, so the row must exist before its first event: one transaction.
        with trail.founding(actor_id=by.pk) as founding:
            review.save()
            founding.review_id = review.pk
            member = Member.objects.create(review=review, user=owner, role=Role.OWNER)
            trail.record(Event.REVIEW_CREATED, review, started_from=started_from, demo=is_demo)
            trail.record(Event.MEMBER_ADDED, member, user=owner.pk, role=Role.OWNER)
    except IntegrityError:  # taken by somebody else since we looked, as with a double click
        raise taken from None
    return member


@operation(Permission.MANAGE_REVIEW)
def change_settings(*, by: Member, title: str, contact_email: str) -> None:
    review = by.review
    changed = [
        name
        for name, new in (("title", title), ("contact_email", contact_email))
        if getattr(review, name) != new
    ]
    review.title, review.contact_email = title, contact_email
    review.save(update_fields=["title", "contact_email"])
    trail.record(Event.REVIEW_SETTINGS_CHANGED, review, changed=changed)


@operation(Permission.MANAGE_REVIEW)
def set_blinding(*, by: Member, blinded: bool, reason: str) -> None:
    """Open all judgements to all members, or close them again: on record, with the reason.

    Raises ``ValidationError`` without one, and where it is so already.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why: this is kept in the audit trail."})
    if Review.objects.select_for_update(no_key=True).get(pk=by.review_id).blinded == blinded:
        now = "blinded" if blinded else "open to all members"
        raise ValidationError(f"The review is {now} already. Nothing was changed.")
    by.review.blinded = blinded
    by.review.save(update_fields=["blinded"])
    trail.record(
        Event.REVIEW_BLINDED if blinded else Event.REVIEW_UNBLINDED, by.review, reason=reason.strip()
    )
