"""Nobody extracts from, or settles, a study one report of which they are barred from."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from screening.decisions.interests.barred import RIGHT, free_to_judge
from screening.fulltexts.models import Report, Study
from screening.reviews import refusals
from screening.reviews.models import Member

SENTENCE = (
    "You are barred from a report of this study: a conflict of interest. Somebody else extracts from it. Nothing was"
    " stored."
)


def barred_studies(*, member: Member) -> set[int]:
    """Ids. One query."""
    theirs = Report.objects.filter(~free_to_judge(member), review=member.review_id, study__isnull=False)
    return {pk for pk in theirs.values_list("study", flat=True) if pk}


def check_study(member: Member, study: Study) -> None:
    """May they extract from this? Raises ``ValidationError``; whoever tries all the same leaves an event."""
    if study.pk in barred_studies(member=member):
        refusals.note(member=member, right=RIGHT, what="extraction")
        raise ValidationError(SENTENCE)
