"""Looking for members among the authors of citations: what came since the last look, or everything after a change.

The index of words says where a family name stands at all; only those citations are read. Nobody is barred by this.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.interests.models import AuthorNames, Interest
from screening.decisions.interests.names import Match, Name, best_match, search_words
from screening.notices.operations import tell
from screening.records.models import Citation
from screening.records.standing import standing
from screening.records.word_search import saying
from screening.reviews.models import Member
from screening.reviews.queries import owners

AT_ONCE = 500  # rows of one transaction


def look_where_due() -> None:
    """Every active member for whom there are citations not looked through yet. One query where there is none."""
    for member in list(_due()):
        _look(member)


def _due() -> QuerySet[Member]:
    newest = Citation.objects.filter(review=OuterRef("review")).order_by("-pk").values("pk")[:1]
    seen = Coalesce(F("author_names__seen_up_to"), 0)
    people = Member.objects.filter(left_at=None).annotate(newest=Subquery(newest))
    return people.filter(newest__gt=seen).select_related("review", "user", "author_names")


def _look(member: Member) -> None:
    kept, _ = AuthorNames.objects.select_related("member__user").get_or_create(
        member=member, defaults={"review_id": member.review_id}
    )
    newest = Citation.objects.filter(review=member.review_id).order_by("-pk").values_list("pk", flat=True)[0]
    matches = _matches(member, kept.all, kept.seen_up_to)
    while some := dict(islice(matches, AT_ONCE)):
        _propose(member, some, newest)
    # not where the names were changed meanwhile: then it is due again
    same = AuthorNames.objects.filter(pk=kept.pk, edited_at=kept.edited_at, seen_up_to=kept.seen_up_to)
    same.update(seen_up_to=newest)


def _matches(member: Member, names: list[Name], after: int) -> Iterator[tuple[int, Match]]:
    citations = Citation.objects.filter(standing(), review=member.review_id, pk__gt=after)
    seen: set[int] = set()
    for word in search_words(names):
        for pk, authors in saying(citations, word).order_by("pk").values_list("pk", "authors").iterator():
            if pk not in seen and (match := best_match(names, authors)):
                seen.add(pk)
                yield pk, match


def _propose(member: Member, found: dict[int, Match], newest: int) -> None:
    """Keep what was found; what an owner decided before stays decided. Nobody acts, so the trail names nobody."""
    known = Interest.objects.filter(member=member, citation__in=found).values_list("citation", flat=True)
    rows = [
        Interest(
            review_id=member.review_id,
            member=member,
            citation_id=pk,
            author=found[pk].author[:300],
            likeness=found[pk].likeness,
        )
        for pk in sorted(found.keys() - set(known))
    ]
    if not rows:
        return
    with trail.follow(review_id=member.review_id, actor_id=None):
        # another worker may be looking at this moment: the constraint keeps one of each
        Interest.objects.bulk_create(rows, ignore_conflicts=True)
        trail.record(Event.INTERESTS_PROPOSED, member, citations=len(rows))
        key = f"interests:{member.pk}:{newest}"
        tell(members=owners(review=member.review), kind="interests.proposed", key=key, name=str(member))
