"""Two votes are required and three people screen: what the third is handed while one voted and another one holds."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse

from screening.decisions.allocation import leases
from screening.protocol.models import ExclusionReason, StageRules
from screening.reviews.models import Member
from tests.blinding.asking import Question
from tests.blinding.comparing import World
from tests.blinding.scene import TOLD, Scene
from tests.casting import arranging
from tests.decisions.rows import vote

HANDING = ("decisions:take", "decisions:ahead", "decisions:leave")


def hold(scene: Scene, grace: Member, third: Member) -> None:
    """Ada and Grace hold two citations, Ada alone one, Ada and the third one another."""
    with arranging(scene.ada.review):
        rules = StageRules.objects.filter(review=scene.ada.review).exclude(version__frozen_at=None)
        rules.update(votes_required=2)
    both, other, alone, shared = (candidate.pk for candidate in (scene.waiting[0], *scene.waiting[3:6]))
    for member, kept in (
        (scene.ada, [both, other, alone, shared]),
        (grace, [both, other]),
        (third, [shared]),
    ):
        leases.keep(member=member, candidates=kept, minutes=30)


def voted(*verdicts: str) -> World:
    """What Ada held she judged: so many hold or judged each as before."""

    def judge(scene: Scene) -> None:
        reason = ExclusionReason.objects.get(pk=scene.examples["reason_id"])
        held = (scene.waiting[0], *scene.waiting[3:6])
        for number, (candidate, verdict) in enumerate(zip(held, verdicts, strict=True)):
            why = reason if verdict == "exclude" else None
            said = {"reason": why, "note": f"{TOLD} {verdict}", "seconds": 7 if why else 3999}
            vote(scene.ada, candidate, verdict, key=UUID(int=300 + number), **said)

    return judge


def asking_for_more(scene: Scene) -> Iterator[Question]:
    """As the room and its scripts do: the next one, the next few, without these, giving back one or all."""
    held = ",".join(str(candidate.pk) for candidate in scene.waiting)
    for name in HANDING:
        where = reverse(name, args=["exosomes"])
        for data in ({}, {"most": "1"}, {"without": held}, {"held": held}, {"then": "1"}):
            yield Question(name, "post", where, tuple(data.items()))
