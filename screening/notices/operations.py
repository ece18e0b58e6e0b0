"""Telling people, and marking what they were told as read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.notices.models import Notice
from screening.notices.queries import unread
from screening.notices.sentences import told
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

LONGEST_KEY = 200


def tell(
    *, members: Iterable[Member], kind: str, key: str, about: int | None = None, **data: str | int
) -> None:
    """Tell each of these once: under a key that somebody was told before, they are not told again.

    A part of other changes: nobody is told of what was rolled back. A worker mails it later.
    """
    trail.current()
    told(kind, data)  # a kind or datum that is missing fails here, not on everybody's page
    mail_due_at = timezone.now() if settings.MAIL_ON else None
    notices = [
        Notice(
            review_id=member.review_id,
            member=member,
            kind=kind,
            key=key[:LONGEST_KEY],
            about=about,
            data=data,
            mail_due_at=mail_due_at,
        )
        for member in {member.pk: member for member in members}.values()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


@operation(Permission.VIEW)
def mark_read(*, by: Member, notice: Notice | None = None) -> None:
    """One notice of one's own, or all: they are no longer counted, nor mailed if they were not yet."""
    mine: dict[str, Any] = {"pk": notice.pk} if notice else {}
    count = unread(member=by).filter(**mine).update(read_at=timezone.now())
    trail.record(Event.NOTICES_READ, notice or by, notices=count)
