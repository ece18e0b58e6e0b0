"""Many merges at once are what one after the other would have been, for fewer questions to the database."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.audit.models import AuditEvent
from screening.duplicates.clustering import Link
from screening.duplicates.merging import Joining, Why, move_together
from screening.duplicates.models import Merge
from screening.duplicates.planning import Group, in_turns
from screening.duplicates.rules import APART
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging
from tests.duplicates.rows import article, assert_counts_add_up, look
from tests.searching import found, imported

ABOUT = ("lumbar discs in sheep", "walking after a fusion", "knees of dancers", "sleep and back pain")


def joinings(owen: Member) -> list[Joining]:
    """Four articles, each from two sources."""
    ones = found(owen, *(article(str(n), title) for n, title in enumerate(ABOUT, 1)))
    others = imported(owen, *(article("", title, pages="100-109") for title in ABOUT))
    return [
        Joining(one.pk, {other.pk: Why("same place", "same title", automatic=True)})
        for one, other in zip(ones, others, strict=True)
    ]


def test_each_has_its_row_and_its_event(owen: Member) -> None:
    wanted = joinings(owen)
    with arranging(owen.review):
        move_together(by=owen, joinings=wanted)
    pairs = [(joining.keep, *joining.whys) for joining in wanted]
    assert list(Merge.objects.order_by("pk").values_list("kept", "emptied")) == pairs
    told = AuditEvent.objects.filter(kind="citation.merged").order_by("sequence")
    assert [(event.subject_id, *event.data["emptied"]) for event in told] == pairs
    assert all(Citation.objects.get(pk=keep).records.count() == 2 for keep, _ in pairs)
    assert_counts_add_up(owen)


def test_queries_for_one_more_are_three_at_most(owen: Member) -> None:
    first, *others = joinings(owen)
    taken = []
    for some in ([first], others):
        with (
            arranging(owen.review),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            move_together(by=owen, joinings=some)
        taken.append(len(queries))
    assert taken[1] - taken[0] <= 3 * (len(others) - 1)


def test_groups_that_share_a_citation_are_not_acted_on_together() -> None:
    groups = [Group(citations, (Link(1, 2, APART),)) for citations in ((1, 2), (3, 4), (4, 5), (6, 7))]
    assert list(in_turns(groups)) == [groups[:2], groups[2:]]


def test_a_look_merges_all_of_them(owen: Member) -> None:
    joinings(owen)
    look(owen)
    assert Merge.objects.filter(automatic=True).count() == len(ABOUT)
    assert AuditEvent.objects.filter(kind="citation.merged").count() == len(ABOUT)
    assert_counts_add_up(owen)
