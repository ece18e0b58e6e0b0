"""What was said about two citations: kept with two of their records, for these never change. Parts of operations."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from screening.duplicates.models import Pair
from screening.duplicates.rules import BY_NAME, Tier
from screening.records.models import Citation, Record
from screening.reviews.models import Member

State = Pair.State
_KINDS = {
    "preprint": Pair.Kind.PREPRINT,
    "about it": Pair.Kind.ABOUT,
    "register entry": Pair.Kind.REGISTER,
    "two versions": Pair.Kind.VERSION,
}


def between(one: Citation, other: Citation) -> QuerySet[Pair]:
    """All that was asked or said about two citations, whichever of their records it was about."""
    return Pair.objects.filter(
        Q(one__citation=one, other__citation=other) | Q(one__citation=other, other__citation=one)
    )


def said_together(pair: Pair) -> QuerySet[Pair]:
    """All that its person said at that stroke: one moment stands on every pair that one ``answer`` was about."""
    return Pair.objects.filter(review_id=pair.review_id, by=pair.by_id, decided_at=pair.decided_at)


def pair_of(one: Citation, other: Citation) -> Pair:
    """A pair for two citations about which nobody asked. Raises ``ValidationError`` where one does not count."""
    first, last = (Record.objects.live().filter(citation=c).order_by("pk").first() for c in (one, other))
    if first is None or last is None or one == other:
        raise ValidationError("Choose another citation, one that counts and was not merged.")
    first, last = sorted((first, last), key=lambda record: record.pk)
    told = {"review_id": one.review_id, "evidence": "a person said so"}
    return Pair.objects.get_or_create(one=first, other=last, defaults=told)[0]


def answer(pairs: QuerySet[Pair], *, said_by: Member | None, state: str, kind: str = "") -> None:
    values = {"state": state, "by": said_by, "decided_at": timezone.now() if said_by else None}
    if kind:
        values["kind"] = kind
    # by id: what makes them belong together may be what changes next
    Pair.objects.filter(pk__in=list(pairs.values_list("pk", flat=True))).update(**values)


def part(one: Citation, other: Citation, *, said_by: Member, evidence: str = "") -> None:
    """These two are separate reports: a person said so. The program never merges them again."""
    known = between(one, other)
    if known.exists():
        answer(known, said_by=said_by, state=State.SEPARATE)
        return
    first = [Record.objects.filter(citation=citation).order_by("pk").first() for citation in (one, other)]
    ends = sorted((record for record in first if record), key=lambda record: record.pk)
    if len(ends) == 2:
        Pair.objects.create(
            review_id=one.review_id,
            one=ends[0],
            other=ends[1],
            evidence=evidence,
            state=State.SEPARATE,
            by=said_by,
            decided_at=timezone.now(),
        )


def unanswered(pair: Pair) -> str:
    """The state of a pair about which nobody said anything: what the rule alone makes of it."""
    rule = BY_NAME.get(pair.rule)
    return State.RELATED if rule and rule.tier is Tier.RELATED else State.OPEN


def kind_of(rule: str) -> str:
    """How two records are related about which a rule of the tier *related* decided."""
    return _KINDS.get(rule, Pair.Kind.STUDY).value
