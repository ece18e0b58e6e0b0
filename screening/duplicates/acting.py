"""Acting on what was found, a few groups and links at a time: each time the review is looked at as it is by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.answers import State, kind_of, unanswered
from screening.duplicates.clustering import Link
from screening.duplicates.finding import Found
from screening.duplicates.keeping import Order
from screening.duplicates.merging import Joining, Why, move_together
from screening.duplicates.models import Pair, Preferences
from screening.duplicates.operations import lock
from screening.duplicates.planning import Group, clash, in_turns
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
    scene = _scene(groups)
    doubtful: list[Link] = []
    merged = 0
    for some in in_turns(groups):
        certain: dict[int, dict[int, Link]] = {}
        for group in some:
            alive = scene.alive(group)
            if len(alive) < 2:
                continue
            keep = scene.order.best(alive)
            for other in alive:
                two = frozenset((keep.pk, other.pk))
                if other == keep or two in scene.apart:
                    continue
                link = group.link(other.pk, found.citation_of)
                if _asks(wanted, link) or two <= scene.order.steps.keys() or _clash(two, found):
                    doubtful.append(_between(link, keep, other))
                else:
                    certain.setdefault(keep.pk, {})[other.pk] = link
        gone = _merge(by, certain)
        scene.gone.update(gone)
        merged += len(gone)
    new = _new_pairs(by, [*doubtful, *links])
    Pair.objects.bulk_create(new)
    open_ones = sum(pair.state == State.OPEN for pair in new)
    told = {"merged": merged, "asked": open_ones, "related": len(new) - open_ones, "rules": VERSION}
    trail.record(Event.PAIRS_FOUND, by.review, **told)


@operation(Permission.RUN_SEARCHES)
def show_best(*, by: Member, citations: Sequence[int]) -> None:
    """Let citations that got another record as it came in show the best of all their records."""
    lock(by)
    show_chosen(list(Citation.objects.filter(screenable(), review=by.review, pk__in=citations)))
    trail.record(Event.PAIRS_FOUND, by.review, merged=0, asked=0, related=0, rules=VERSION)


@dataclass(frozen=True, slots=True)
class _Scene:
    """The citations of some groups as they are now. ``steps`` of the order are what everybody sees of screening: a
    machine that asked because of votes on what is pending would tell of them."""

    citations: dict[int, Citation]
    order: Order
    apart: set[frozenset[int]]
    gone: set[int] = field(default_factory=set)

    def alive(self, group: Group) -> list[Citation]:
        """Those that count and were not merged since; what was is compared again with the next records."""
        return [self.citations[pk] for pk in group.citations if pk in self.citations and pk not in self.gone]


def _scene(groups: Sequence[Group]) -> _Scene:
    ids = [pk for group in groups for pk in group.citations]
    parted = Pair.objects.filter(one__citation__in=ids, other__citation__in=ids, state=State.SEPARATE)
    return _Scene(
        Citation.objects.filter(screenable(), pk__in=ids).in_bulk(),
        Order.of(ids),
        {frozenset(two) for two in parted.values_list("one__citation_id", "other__citation_id")},
    )


def _asks(wanted: Preferences, link: Link) -> bool:
    return not wanted.automatic or link.rule.name in wanted.asked


def _clash(two: Iterable[int], found: Found) -> bool:
    ours, theirs = (found.records_of[pk] for pk in two)
    return clash(ours, theirs, found.likenesses)


def _between(link: Link, one: Citation, other: Citation) -> Link:
    """A link between these two: records of others may have led from one to the other."""
    ends = dict(Record.objects.filter(pk__in=[link.one, link.other]).values_list("pk", "citation_id"))
    if set(ends.values()) == {one.pk, other.pk}:
        return link
    firsts = [Record.objects.filter(citation=citation).order_by("pk")[0].pk for citation in (one, other)]
    return Link(min(firsts), max(firsts), link.rule)


def _merge(by: Member, certain: Mapping[int, Mapping[int, Link]]) -> list[int]:
    """Merge citations, by the one kept: the link that says so of each other. Gives those that were emptied."""
    if not certain:
        return []
    said = _evidence([link for links in certain.values() for link in links.values()])
    joinings = [
        Joining(keep, {pk: Why(link.rule.name, said[link], automatic=True) for pk, link in links.items()})
        for keep, links in certain.items()
    ]
    move_together(by=by, joinings=joinings)
    return [pk for links in certain.values() for pk in links]


def _evidence(links: Sequence[Link]) -> dict[Link, str]:
    ends = {key for link in links for key in (link.one, link.other)}
    fields = dict(Record.objects.filter(pk__in=ends).values_list("pk", "fields"))
    said = {pk: Description.from_json(known) for pk, known in fields.items()}
    return {link: tell(said[link.one], said[link.other]).sentence for link in links}


def _new_pairs(by: Member, links: Sequence[Link]) -> list[Pair]:
    """Unsaved pairs for links between citations about which nothing was asked or said yet."""
    ends = {key for link in links for key in (link.one, link.other)}
    citation_of = dict(
        Record.objects.filter(screenable("citation__"), pk__in=ends).values_list("pk", "citation_id")
    )
    here = set(citation_of.values())
    known = Pair.objects.filter(Q(one__citation__in=here) & Q(other__citation__in=here))
    taken = {frozenset(ids) for ids in known.values_list("one__citation_id", "other__citation_id")}
    fresh = []
    for link in links:
        two = frozenset(citation_of.get(key, 0) for key in (link.one, link.other))
        if 0 in two or len(two) < 2 or two in taken:
            continue
        taken.add(two)
        fresh.append(link)
    said = _evidence(fresh)
    pairs = []
    for link in fresh:
        one, other = sorted((link.one, link.other))
        pair = Pair(review_id=by.review_id, one_id=one, other_id=other, rule=link.rule.name)
        pair.state, pair.evidence = unanswered(pair), said[link]
        if pair.state == State.RELATED:
            pair.kind = kind_of(link.rule.name)
        pairs.append(pair)
    return pairs
