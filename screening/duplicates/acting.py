"""Acting on what was found, a few groups and links at a time: each time the review is looked at as it is by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.answers import State, between, kind_of, unanswered
from screening.duplicates.clustering import Link
from screening.duplicates.finding import Found
from screening.duplicates.keeping import best_to_keep, progress_of
from screening.duplicates.models import Pair, Preferences
from screening.duplicates.operations import Why, lock, merge
from screening.duplicates.planning import Group, clash
from screening.duplicates.rules import VERSION
from screening.duplicates.showing import show_chosen
from screening.duplicates.telling import tell
from screening.records.description import Description
from screening.records.models import Citation, Record
from screening.records.standing import screenable
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@operation(Permission.RUN_SEARCHES)
def act_on(*, by: Member, found: Found, groups: Sequence[Group], links: Sequence[Link]) -> None:
    """Merge what is certain in ``groups`` and ask about ``links``; what was answered already is left alone.

    Certain or not, a person is asked where the review wants it so, where screening of both is past its first
    decision, and where other records of the two contradict each other.
    """
    lock(by)
    wanted = Preferences.objects.filter(review=by.review).first() or Preferences()
    doubtful: list[Link] = []
    merged = 0
    for group in groups:
        alive = _alive(group.citations)
        keep = best_to_keep(alive) if len(alive) > 1 else None
        for other in alive:
            if keep is None or other == keep:
                continue
            link = group.link(_as_found(other, group), found.citation_of)
            if between(keep, other).filter(state=State.SEPARATE).exists():
                continue
            if _asks(wanted, link) or _both_begun(keep, other) or _clash(keep, other, found):
                doubtful.append(_between(link, keep, other))
                continue
            merge(by=by, keep=keep, others=[other], why=Why(link.rule.name, _evidence(link), automatic=True))
            merged += 1
    new = _new_pairs(by, [*doubtful, *links])
    Pair.objects.bulk_create(new)
    open_ones = sum(pair.state == State.OPEN for pair in new)
    told = {"merged": merged, "asked": open_ones, "related": len(new) - open_ones, "rules": VERSION}
    trail.record(Event.PAIRS_FOUND, by.review, **told)


@operation(Permission.RUN_SEARCHES)
def show_best(*, by: Member, citations: Sequence[int]) -> None:
    """Let citations that got another record as it came in show the best of all their records."""
    lock(by)
    for citation in Citation.objects.filter(screenable(), review=by.review, pk__in=citations):
        show_chosen(citation)
    trail.record(Event.PAIRS_FOUND, by.review, merged=0, asked=0, related=0, rules=VERSION)


def _alive(ids: Iterable[int]) -> list[Citation]:
    """What became of these citations: those they were merged into since, if they count."""
    found: dict[int, Citation] = {}
    for citation in Citation.objects.filter(pk__in=ids).order_by("pk"):
        while citation.merged_into is not None:
            citation = citation.merged_into
        if not citation.closed_as and not citation.withdrawn:
            found[citation.pk] = citation
    return list(found.values())


def _as_found(citation: Citation, group: Group) -> int:
    """The group's citation that is now ``citation``."""
    if citation.pk in group.citations:
        return citation.pk
    return Citation.objects.filter(pk__in=group.citations, merged_into=citation).values_list("pk", flat=True)[
        0
    ]


def _asks(wanted: Preferences, link: Link) -> bool:
    return not wanted.automatic or link.rule.name in wanted.asked


def _both_begun(one: Citation, other: Citation) -> bool:
    """By what everybody sees: a machine that asked because of votes on what is pending would tell of them."""
    return len(progress_of([one.pk, other.pk])) > 1


def _clash(one: Citation, other: Citation, found: Found) -> bool:
    ours, theirs = (
        Record.objects.filter(citation=citation).values_list("pk", flat=True) for citation in (one, other)
    )
    return clash(ours, theirs, found.likenesses)


def _between(link: Link, one: Citation, other: Citation) -> Link:
    """A link between these two: records of others may have led from one to the other."""
    ends = dict(Record.objects.filter(pk__in=[link.one, link.other]).values_list("pk", "citation_id"))
    if set(ends.values()) == {one.pk, other.pk}:
        return link
    firsts = [Record.objects.filter(citation=citation).order_by("pk")[0].pk for citation in (one, other)]
    return Link(min(firsts), max(firsts), link.rule)


def _evidence(link: Link) -> str:
    return tell(*_described(link)).sentence


def _described(link: Link) -> tuple[Description, Description]:
    fields = dict(Record.objects.filter(pk__in=[link.one, link.other]).values_list("pk", "fields"))
    return Description.from_json(fields[link.one]), Description.from_json(fields[link.other])


def _new_pairs(by: Member, links: Sequence[Link]) -> list[Pair]:
    """Unsaved pairs for links between citations about which nothing was asked or said yet."""
    ends = {key for link in links for key in (link.one, link.other)}
    citation_of = dict(
        Record.objects.filter(screenable("citation__"), pk__in=ends).values_list("pk", "citation_id")
    )
    here = set(citation_of.values())
    known = Pair.objects.filter(Q(one__citation__in=here) & Q(other__citation__in=here))
    taken = {frozenset(ids) for ids in known.values_list("one__citation_id", "other__citation_id")}
    pairs = []
    for link in links:
        two = frozenset(citation_of.get(key, 0) for key in (link.one, link.other))
        if 0 in two or len(two) < 2 or two in taken:
            continue
        taken.add(two)
        one, other = sorted((link.one, link.other))
        pair = Pair(review_id=by.review_id, one_id=one, other_id=other, rule=link.rule.name)
        pair.state, pair.evidence = unanswered(pair), _evidence(link)
        if pair.state == State.RELATED:
            pair.kind = kind_of(link.rule.name)
        pairs.append(pair)
    return pairs
