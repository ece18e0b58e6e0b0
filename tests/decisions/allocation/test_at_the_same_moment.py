"""Many people at one moment, each with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from screening.decisions.allocation.models import Lease
from screening.decisions.desk import desk_of
from screening.decisions.models import Candidate
from screening.decisions.taking import take
from tests.decisions.allocation.rows import most_asked, standing
from tests.decisions.rows import make_candidate, vote

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time"),
]
assert connection  # asked by the condition above


def together(people, work):
    """``work(member)`` of everybody, begun at the same moment."""
    start = Barrier(len(people))

    def one(member):
        try:
            start.wait()
            return work(member)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


@pytest.mark.parametrize("wanted", [1, 4])
def test_all_take_the_same_few_at_once(five, review, protocol, wanted, monkeypatch):
    monkeypatch.setattr(
        "screening.decisions.order.own_order", lambda seed: "pk"
    )  # everybody wants the same ones
    for _ in range(4):
        make_candidate(review)
    for _ in range(5):
        Lease.objects.all().delete()
        handed = together(
            five, lambda member: take(desk_of(member=member, stage="title_abstract"), wanted=wanted)
        )
        assert most_asked() <= 2
        assert sum(map(bool, handed)) >= (5 if wanted == 1 else 2)


def test_five_finish_everything_and_nobody_judges_in_vain(five, review, protocol):
    for _ in range(12):
        make_candidate(review)

    def screen(member):
        while mine := take(desk_of(member=member, stage="title_abstract"), wanted=2):
            for candidate in mine:
                vote(member, candidate, "include")

    together(five, screen)
    assert len(standing()) == 24
    assert set(Candidate.objects.filter(stage="title_abstract").values_list("outcome", flat=True)) == {
        "included"
    }
