"""Whatever people do, no candidate is handed to too many, nobody waits while one is left, and all get done."""

import random
from uuid import uuid4

import pytest

from screening.decisions.allocation import leases
from screening.decisions.desk import desk_of
from screening.decisions.models import Candidate
from screening.decisions.operations import undo_vote
from screening.decisions.taking import keep_holding
from screening.protocol.models import Stage
from tests.decisions.allocation.rows import holding, most_asked, run_out, standing, taken
from tests.decisions.rows import make_candidate, make_protocol, vote

TITLES = Stage.TITLE_ABSTRACT


class Screening:
    """People who do at random what people do."""

    def __init__(self, review, people, required, seed):
        self.people, self.required, self.chance = people, required, random.Random(seed)
        at_titles = Candidate.objects.filter(review=review, stage=TITLES)
        self.candidates, self.pending = at_titles, at_titles.filter(outcome=Candidate.Outcome.PENDING)
        self.moves = [
            self.take,
            self.take,
            self.vote,
            self.vote,
            self.leave,
            self.time,
            self.undo,
            self.ahead,
        ]

    def step(self):
        self.chance.choice(self.moves)(self.chance.choice(self.people))

    def take(self, member):
        free = self.free_for(member)
        handed = taken(member, self.chance.randint(1, 4))
        assert bool(handed) == bool(free), "nobody waits while one is left"
        assert set(handed) <= free

    def free_for(self, member):
        """Asked again in another way: what fewer than the required others hold or have judged."""
        busy = standing() | holding()
        others = {
            pk: {who for c, who in busy if c == pk} - {member.pk}
            for pk in self.candidates.values_list("pk", flat=True)
        }
        mine = {pk for pk, who in standing() if who == member.pk}
        pending = set(self.pending.values_list("pk", flat=True))
        return {pk for pk in pending - mine if len(others[pk]) < self.required}

    def vote(self, member):
        if mine := sorted(pk for pk, who in holding() if who == member.pk):
            vote(member, self.candidates.get(pk=mine[0]), self.chance.choice(["include", "exclude"]))

    def leave(self, member):
        leases.give_back(member=member, stage=TITLES)

    def time(self, member):
        run_out(member)

    def undo(self, member):
        if mine := sorted(pk for pk, who in standing() if who == member.pk):
            undo_vote(by=member, candidate=self.candidates.get(pk=mine[0]), key=uuid4())

    def ahead(self, member):
        held = list(self.candidates.values_list("pk", flat=True))
        keep_holding(desk_of(member=member, stage=TITLES), candidates=held)

    def finish(self):
        """Everybody takes and votes until nobody is handed anything."""
        people = {member.pk: member for member in self.people}
        while any(taken(member) for member in self.people):
            for candidate, by in sorted(holding()):
                vote(people[by], self.candidates.get(pk=candidate), "include")


@pytest.mark.parametrize("seed", range(6))
def test_no_candidate_has_too_many_and_nobody_starves(five, review, seed):
    required = 1 + seed % 3
    make_protocol(review, votes_required=required)
    for _ in range(7):
        make_candidate(review)
    screening = Screening(review, five, required, seed)
    for _ in range(60):
        screening.step()
        assert most_asked() <= required
    screening.finish()
    assert not screening.pending.exists(), "everything gets its votes in the end"
    assert most_asked() <= required
