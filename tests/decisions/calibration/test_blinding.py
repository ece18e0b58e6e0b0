"""What the end of a round opens, and to whom: never votes on what is pending, to nobody who may still vote there."""

from uuid import UUID

import pytest
from django.urls import reverse

from screening.decisions.calibration.operations import close_round, open_round
from screening.decisions.calibration_models import PilotRound
from screening.reviews.permissions import Role
from tests.blinding.asking import Asker, Question
from tests.blinding.comparing import that_she_was_here, told, what_she_thinks
from tests.blinding.scene import TOLD, another_way, make_scene, nothing, one_way
from tests.casting import join, signed_in
from tests.decisions.calibration.rounds import drawn
from tests.decisions.rows import vote
from tests.test_three_worlds import pages


def closed_early(pilot, *verdicts):
    """Ada said so of what was drawn, in the order of the ids, and the owner closed the round."""

    def world(scene):
        for number, (candidate, verdict) in enumerate(zip(drawn(pilot), verdicts, strict=False)):
            vote(scene.ada, candidate, verdict, key=UUID(int=500 + number), note=f"{TOLD} {verdict}")
        close_round(by=pilot.opened_by, pilot=PilotRound.objects.get(pk=pilot.pk), reason="Ada is ill")

    return world


@pytest.fixture
def scene(still, owen, ada, grace):
    return make_scene(owen, ada, grace)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADJUDICATOR, Role.REVIEWER])
def test_a_round_closed_early_shows_nothing_of_what_lacks_votes(scene, still, owen, ada, grace, role):
    """Three are required, and whoever asks judged one of two: what Ada said waits with the rest."""
    third = owen if role == Role.OWNER else join(owen, "Somebody", role)
    pilot = open_round(by=owen, size=2, members=[ada, grace, third])
    vote(third, drawn(pilot)[0], "include", key=UUID(int=499))
    scene.examples["pilot_id"] = pilot.pk
    asker, asked = Asker(third, still), pages(scene)
    before, one, other = (
        told(asker, scene, closed_early(pilot, *verdicts), asked)
        for verdicts in ((), ("include", "exclude"), ("exclude", "include"))
    )
    assert what_she_thinks(asked, one, other) + that_she_was_here(asked, one, before) == []


def judged(pilot, *verdicts):
    """Ada said so of what was drawn, and the round stays open."""

    def world(scene):
        for number, (candidate, verdict) in enumerate(zip(drawn(pilot), verdicts, strict=False)):
            vote(scene.ada, candidate, verdict, key=UUID(int=500 + number), note=f"{TOLD} {verdict}")

    return world


@pytest.mark.parametrize("role", [Role.OWNER, Role.REVIEWER])
def test_an_open_round_tells_who_is_done_and_nothing_else(scene, still, owen, ada, grace, role):
    """One of two: not a byte. Both: that she judged both, on the pages of the round; never how."""
    third = owen if role == Role.OWNER else join(owen, "Somebody", role)
    pilot = open_round(by=owen, size=2, members=[ada, grace, third])
    scene.examples["pilot_id"] = pilot.pk
    asker, asked = Asker(third, still), pages(scene)
    before, one, all_of_it, otherwise = (
        told(asker, scene, judged(pilot, *verdicts), asked)
        for verdicts in ((), ("include",), ("include", "exclude"), ("exclude", "include"))
    )
    assert that_she_was_here(asked, one, before) == []
    assert what_she_thinks(asked, all_of_it, otherwise) == []
    tells = {found.partition(": ")[0] for found in that_she_was_here(asked, all_of_it, before)}
    assert tells == {"decisions:calibration", "decisions:pilot"}


def test_that_too_little_is_left_for_a_round_tells_of_no_verdict(scene, still, owen, ada, grace):
    given = (("size", "5"), ("members", ada.pk), ("members", grace.pk), ("seed", "spine"))
    where = reverse("decisions:open_pilot", args=["exosomes"])
    asker, asked = Asker(owen, still), [Question("decisions:open_pilot", "post", where, given)]
    before, one, other = (told(asker, scene, world, asked) for world in (nothing, one_way, another_way))
    assert what_she_thinks(asked, one, other) == []
    assert [answer[0].status for answer in (before, one)] == [302, 422]


def test_an_auditor_sees_it_at_once(scene, owen, ada, grace, audrey):
    pilot = open_round(by=owen, size=2, members=[ada, grace, owen])
    vote(grace, drawn(pilot)[0], "exclude")
    closed_early(pilot, "include", "exclude")(scene)
    where = f"/r/exosomes/screen/calibration/{pilot.pk}/"
    assert TOLD in signed_in(audrey).get(where).content.decode()
    page = signed_in(grace).get(where).content.decode()
    assert TOLD not in page
    assert "Still without all votes" in page
