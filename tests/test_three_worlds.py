"""Blinding as a property: until it may show, what Ada thinks shows nowhere, to nobody: not a byte, not a query.

Ada acts in several worlds: she judges nothing; or four citations, a full text and a study, in one way or in another; or
she takes it all back. Whoever else asks for anything, at any address there is and with whatever the pages offer, gets
the same answer in all of them. What may differ is ``comparing.TELLS_THAT_SOMETHING_HAPPENED``, each with its reason.
docs/explanation/blinding.md says it in words.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from screening.checks import all_patterns
from screening.decisions.allocation import leases
from screening.decisions.models import Vote
from screening.extraction.answers import Answer as Extracted
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission, Role
from tests.blinding.asking import Asker, Question, addresses, further
from tests.blinding.comparing import (
    TELLS_THAT_SOMETHING_HAPPENED,
    World,
    that_she_was_here,
    told,
    what_she_thinks,
)
from tests.blinding.held import HANDING, asking_for_more, hold, voted
from tests.blinding.offering import offered
from tests.blinding.scene import Scene, another_way, make_scene, nothing, one_way, undone
from tests.blinding.still import Stillness
from tests.casting import join, signed_in
from tests.decisions.rows import make_candidate, vote
from tests.extraction.rows import complete, draft


@pytest.fixture(autouse=True)
def refusals_are_not_news() -> Iterator[None]:
    logger = logging.getLogger("django.request")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.fixture
def scene(still: Stillness, owen: Member, ada: Member, grace: Member) -> Scene:
    return make_scene(owen, ada, grace)


def somebody(scene: Scene, role: Role) -> Member:
    """Who asks; if they screen, they judged one of what waits."""
    owner = scene.ada.review.members.get(role=Role.OWNER)
    member = owner if role == Role.OWNER else join(owner, "Somebody", role)
    if member.may(Permission.SCREEN):
        vote(member, scene.waiting[2], "include", key=UUID(int=4))
    if member.may(Permission.EXTRACT):
        draft(member, scene.study, scene.form, {"participants": Extracted("20")})
    return member


def pages(scene: Scene) -> list[Question]:
    """What a role sees otherwise than another one shows in pages and exports; what forms refuse is the same."""
    asked = (*addresses(scene), *further(scene))
    return [each for each in asked if each.is_only_looking and each.name != "reports:box"]


def differences(asker: Asker, scene: Scene, asked: list[Question], *, further_on: bool = False) -> list[str]:
    """Of the worlds; ``further_on``: also where the pages lead."""
    before = told(asker, scene, nothing, asked)
    if further_on:
        more = list(offered(asked, before))
        asked, before = [*asked, *more], [*before[:-1], *told(asker, scene, nothing, more)]
    one, other = (told(asker, scene, world, asked) for world in (one_way, another_way))
    return [
        *(f"WHAT SHE THINKS {found}" for found in what_she_thinks(asked, one, other)),
        *(f"THAT SHE WAS HERE {found}" for found in that_she_was_here(asked, one, before)),
    ]


def test_what_ada_thinks_shows_nowhere(scene: Scene, still: Stillness) -> None:
    """To an owner who votes, who may see and do whatever others may, but for auditors."""
    asker = Asker(somebody(scene, Role.OWNER), still)
    found = differences(asker, scene, [*addresses(scene), *further(scene)], further_on=True)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OWNER, Role.AUDITOR)])
def test_nor_to_those_of_another_role(scene: Scene, still: Stillness, role: Role) -> None:
    found = differences(Asker(somebody(scene, role), still), scene, pages(scene))
    assert not found, "\n".join(found)


def test_nor_in_the_fragments_that_scripts_ask_for(scene: Scene, still: Stillness) -> None:
    asker = Asker(somebody(scene, Role.OWNER), still, {"HX-Request": "true"})
    found = differences(asker, scene, list(addresses(scene)))
    assert not found, "\n".join(found)


def test_nor_in_what_is_handed_out(scene: Scene, still: Stillness, grace: Member) -> None:
    """Two are required: to a third it is the same whether Ada holds a citation or judged it, and in which way."""
    third = somebody(scene, Role.REVIEWER)
    hold(scene, grace, third)
    asker, asked = Asker(third, still), [*pages(scene), *asking_for_more(scene)]
    before = told(asker, scene, nothing, asked)
    more = [each for each in offered(asked, before) if each.method == "get" or each.name in HANDING]
    asked += more
    before[-1:] = told(asker, scene, nothing, more)
    one = told(asker, scene, voted("include", "exclude", "maybe", "include"), asked)
    other = told(asker, scene, voted("exclude", "include", "include", "exclude"), asked)
    assert what_she_thinks(asked, one, other) + that_she_was_here(asked, one, before) == []


def test_handing_out_by_verdict_is_found(
    scene: Scene, still: Stillness, grace: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if only who includes took a place."""
    third = somebody(scene, Role.REVIEWER)
    hold(scene, grace, third)
    counted = leases.FULL.replace("vote.verdict <> 'withdrawn'", "vote.verdict = 'include'")
    assert counted != leases.FULL
    monkeypatch.setattr(leases, "FULL", counted)
    asker, asked = Asker(third, still), list(asking_for_more(scene))
    one = told(asker, scene, voted("include", "exclude", "maybe", "include"), asked)
    other = told(asker, scene, voted("exclude", "include", "include", "exclude"), asked)
    assert any("decisions:ahead" in found for found in what_she_thinks(asked, one, other))


def test_nor_that_she_took_it_back(scene: Scene, still: Stillness) -> None:
    asker, asked = Asker(somebody(scene, Role.REVIEWER), still), pages(scene)
    one, other = told(asker, scene, nothing, asked), told(asker, scene, undone, asked)
    assert that_she_was_here(asked, one, other) == []


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADJUDICATOR, Role.REVIEWER, Role.EXTRACTOR])
def test_nor_what_she_found_while_ones_own_extraction_is_a_draft(
    scene: Scene, still: Stillness, role: Role
) -> None:
    """Ada's is complete. Whoever has begun one of their own finishes it without hers."""
    slices = ("extraction:", "exports:", "reports:", "fulltexts:")
    asked = [each for each in pages(scene) if each.name.startswith(slices)]
    asker = Asker(somebody(scene, role), still)

    def found(number: str) -> World:
        return lambda scene: complete(scene.ada, scene.study, scene.form, participants=Extracted(number))

    one, other, before = (told(asker, scene, world, asked) for world in (found("77"), found("99"), nothing))
    assert what_she_thinks(asked, one, other) + that_she_was_here(asked, one, before) == []


def test_the_same_world_is_the_same_twice(scene: Scene, still: Stillness) -> None:
    """Otherwise a difference would tell nothing."""
    asker, asked = Asker(somebody(scene, Role.ADJUDICATOR), still), pages(scene)
    assert told(asker, scene, one_way, asked) == told(asker, scene, one_way, asked)


def test_an_auditor_sees_it(scene: Scene, still: Stillness) -> None:
    """And so the tests above would see what shows."""
    found = "\n".join(differences(Asker(somebody(scene, Role.AUDITOR), still), scene, pages(scene)))
    for name in ("reports:citation", "reports:trail", "exports:download decisions_csv"):
        assert f"WHAT SHE THINKS {name}" in found


WHY = "planted by a test"


def count_them(request: HttpRequest, member: Member) -> HttpResponse:
    """A page that tells how many excluded what is pending."""
    votes = Vote.objects.unblinded(because=WHY).filter(
        review=member.review, verdict="exclude", superseded_by=None
    )
    return HttpResponse(f"{votes.filter(candidate__outcome='pending').count()} excluded")


def say_in_a_header(request: HttpRequest, member: Member) -> HttpResponse:
    votes = Vote.objects.unblinded(because=WHY).filter(candidate__stage="full_text").order_by("-pk")
    return HttpResponse("", headers={"X-Latest": str(votes.values_list("verdict", flat=True).first())})


def take_longer(request: HttpRequest, member: Member) -> HttpResponse:
    """One more query for each vote that includes."""
    for vote_ in Vote.objects.unblinded(because=WHY).filter(review=member.review, verdict="include"):
        vote_.candidate.refresh_from_db()
    return HttpResponse("")


def tell_that_she_voted(request: HttpRequest, member: Member) -> HttpResponse:
    return HttpResponse(str(Vote.objects.unblinded(because=WHY).filter(review=member.review).count()))


@pytest.mark.parametrize(
    ("leak", "seen"),
    [
        (count_them, "WHAT SHE THINKS"),
        (say_in_a_header, "WHAT SHE THINKS"),
        (take_longer, "WHAT SHE THINKS"),
        (tell_that_she_voted, "THAT SHE WAS HERE"),
    ],
)
def test_a_view_that_leaks_is_found(
    scene: Scene, still: Stillness, monkeypatch: pytest.MonkeyPatch, leak: Any, seen: str
) -> None:
    [pattern] = [pattern for name, pattern in all_patterns() if name == "decisions:progress"]
    monkeypatch.setattr(pattern, "callback", review_page(Permission.VIEW)(leak))
    asked = [each for each in pages(scene) if each.name.startswith("decisions:")]
    found = differences(Asker(somebody(scene, Role.REVIEWER), still), scene, asked)
    assert found[0].startswith(f"{seen} decisions:progress: get")
    assert {line.partition(" decisions:")[2].partition(":")[0] for line in found} == {"progress"}


def test_filters_orders_and_forms_of_pages_are_asked_without_being_listed(
    scene: Scene, still: Stillness
) -> None:
    asker, asked = Asker(somebody(scene, Role.OWNER), still), pages(scene)
    found = offered(asked, told(asker, scene, nothing, asked))
    asked_too = {(each.name, each.method, each.where.partition("?")[2]) for each in found}
    label = scene.labels[0].pk
    assert {
        ("records:list", "get", f"label={label}"),
        ("records:list", "get", "order=title"),
        ("records:list", "get", "title_abstract=pending"),
        ("fulltexts:list", "get", "mine=done"),
        ("decisions:history", "get", "text=tell-tale"),
        ("reports:trail", "get", f"actor={scene.ada.user_id}"),
    } <= asked_too
    assert ("decisions:vote", "post", "") in asked_too


def test_an_address_with_a_new_argument_fails_with_what_to_do(scene: Scene) -> None:
    del scene.examples["candidate_id"]
    with pytest.raises(AssertionError, match=r"candidate_id.*: give tests/world.py an example"):
        list(addresses(scene))


def test_what_may_differ_is_there(scene: Scene) -> None:
    assert set(TELLS_THAT_SOMETHING_HAPPENED) <= {each.name for each in (*addresses(scene), *further(scene))}


def test_a_hidden_event_cannot_be_guessed_from_the_hashes_after_it(
    scene: Scene, owen: Member, audrey: Member
) -> None:
    one_way(scene)
    vote(owen, make_candidate(owen.review), "exclude")
    where = reverse("exports:download", args=["exosomes", "trail_jsonl"])

    def lines(member: Member) -> list[dict[str, Any]]:
        return [json.loads(line) for line in signed_in(member).post(where).getvalue().splitlines()]

    seen = lines(owen)
    gap = next(n for n, line in enumerate(seen, 1) if line["sequence"] != n)
    assert all(line["hash"] for line in seen[: gap - 1])
    assert not any(line["hash"] or line["previous"] for line in seen[gap - 1 :])
    whole = lines(audrey)
    assert [line["sequence"] for line in whole] == list(range(1, len(whole) + 1))
    assert all(line["hash"] for line in whole)
