"""Every address × every kind of person, by the rule each view carries: nothing here lists views by hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from screening.accounts.access import Rule
from screening.audit.models import AuditEvent
from screening.checks import all_patterns
from screening.reviews.inviting import invite
from screening.reviews.models import Member
from screening.reviews.permissions import Permission, Role
from screening.reviews.team import remove_member
from tests.casting import join, signed_in
from tests.world import furnish

ADDRESSES = {name: pattern.callback.access_rule for name, pattern in all_patterns()}
TAKES = {name: pattern.pattern.converters for name, pattern in all_patterns()}
IN_REVIEW = {name for name, rule in ADDRESSES.items() if rule.permission}

# Arguments that differ from the usual example of their name: another object fits the address better
SPECIAL = {
    "decisions:conflict": {"candidate_id": "disputed_id"},
    "decisions:resolve": {"candidate_id": "disputed_id"},
    "searches:repair": {"record_id": "unreadable_id"},
    "searches:dismiss": {"record_id": "unreadable_id"},
    "fulltexts:retrieved": {"report_id": "sought_id"},
    "fulltexts:not_retrieved": {"report_id": "sought_id"},
    "fulltexts:attempt": {"report_id": "sought_id"},
}
# Permitted pages that refuse (403) or do not find (404) for a reason beyond the permission, and which reason
FURTHER_RULES = {
    "reviews:team": "looking is open to all members, making a link (POST) to those who manage the team",
    "searches:known_items": "looking is open to all members, naming some (POST) to those who run searches",
    "jobs:cancel": "only who started a job, or an owner",
    "jobs:retry": "only who started a job, or an owner",
    "decisions:resolve": "nobody resolves a conflict they voted in",
    "notices:read": "one's own notices only",
    "decisions:author_names": "one's own names, and for owners everybody's",
    "records:undo_labelling": "one's own labelling only",
    "searches:import_preview": "one's own uploads only",
    "searches:import_read": "one's own uploads only",
    "searches:import_drop": "one's own uploads only",
    "searches:import_columns": "one's own uploads only",
    "searches:import_confirm": "one's own uploads only",
    "searches:import_cancel": "one's own uploads only",
}
# Arguments that name nothing inside a review, so another review's are no different
SHARED = {"number", "stage", "box", "key"}


@pytest.fixture(autouse=True)
def refusals_are_not_news() -> Iterator[None]:
    """Some thousand refusals are expected here; writing each to the log takes longer than asking."""
    logger = logging.getLogger("django.request")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.fixture
def examples(owen: Member) -> dict[str, Any]:
    return furnish(owen) | {"link": invite(by=owen, role=Role.OBSERVER)[1]}


def address(name: str, examples: dict[str, Any], slug: str = "exosomes") -> str:
    """The address with an example of each argument; fails when a new argument has no example."""
    wanted = {argument: SPECIAL.get(name, {}).get(argument, argument) for argument in TAKES[name]}
    if name in ("front:join", "demo:enter"):
        wanted = {"token": "link"}
    missing = set(wanted.values()) - examples.keys()
    assert not missing, f"{name} takes {missing}: give tests/world.py an example"
    kwargs = {argument: examples[key] for argument, key in wanted.items()}
    return reverse(name, kwargs=kwargs | ({"review_slug": slug} if name in IN_REVIEW else {}))


def visits(browser: Client, examples: dict[str, Any]) -> Iterator[tuple[str, str, Rule, HttpResponse]]:
    """Each address, asked with GET and with an empty POST, and everything undone after each."""
    session = browser.cookies.output(header="").strip()
    for name, rule in ADDRESSES.items():
        for method in ("GET", "POST"):
            visitor = Client(headers={"cookie": session})
            visitor.raise_request_exception = False
            with transaction.atomic():
                events = AuditEvent.objects.count()
                answer = visitor.generic(method, address(name, examples))
                if method == "GET" and rule.permission:
                    assert AuditEvent.objects.count() == events, f"GET {name} changed something"
                transaction.set_rollback(True)
            yield f"{method} {name}", name, rule, answer


def to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=")


def unexpected(browser: Client, examples: dict[str, Any], who: Member | None) -> list[str]:
    """What went otherwise than the rules say, one line each. 405 is a method nobody may use."""
    wrong = []
    for asked, name, rule, answer in visits(browser, examples):
        status = answer.status_code
        fine = status < 500
        if status != 405 and not rule.why_open:
            if who is None:
                fine = to_sign_in(answer)
            elif rule.permission is None:
                fine = status in (200, 302)
            elif who.review.slug != "exosomes":
                fine = status == 404
            elif not who.may(Permission(rule.permission)):
                fine = status == 403
            else:
                fine = (
                    status < 400
                    or (name in FURTHER_RULES and status in (403, 404))
                    or status in (400, 409, 422)
                )
        if not fine:
            wrong.append(f"{asked}: {status}")
    return wrong


def test_nobody_is_sent_to_sign_in(examples: dict[str, Any]) -> None:
    assert unexpected(Client(), examples, None) == []


def test_a_stranger_finds_nothing(examples: dict[str, Any], mallory: Member) -> None:
    assert unexpected(signed_in(mallory), examples, mallory) == []


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_what_it_may_and_nothing_else(
    examples: dict[str, Any], owen: Member, role: Role
) -> None:
    member = owen if role == Role.OWNER else join(owen, "Somebody", role)
    assert unexpected(signed_in(member), examples, member) == []


def test_somebody_who_left_finds_nothing(examples: dict[str, Any], owen: Member, ada: Member) -> None:
    remove_member(by=owen, member=ada)
    browser = signed_in(ada)
    for name in sorted(IN_REVIEW):
        assert browser.get(address(name, examples)).status_code in (404, 405), name


def test_the_objects_of_another_review_are_not_found_through_ones_own(
    examples: dict[str, Any], owen: Member, mallory: Member
) -> None:
    theirs = examples | {key: value for key, value in furnish(mallory).items() if key not in SHARED}
    browser = signed_in(owen)
    reached = []
    for name in sorted(name for name in IN_REVIEW if set(TAKES[name]) - SHARED - {"review_slug"}):
        for method in ("get", "post"):
            with transaction.atomic():
                status = getattr(browser, method)(address(name, theirs)).status_code
                transaction.set_rollback(True)
            if status not in (404, 405):
                reached.append(f"{method} {name}: {status}")
    assert reached == []


def test_every_address_has_a_rule_and_open_ones_say_why() -> None:
    for name, rule in ADDRESSES.items():
        assert rule.permission or rule.signed_in or rule.why_open, name
    assert {name for name, rule in ADDRESSES.items() if rule.why_open} == {
        "healthz", "accounts:sign_in", "accounts:sign_out", "accounts:theme", "front:join", "demo:people", "demo:enter",
    }  # fmt: skip


def test_the_lists_above_name_addresses_that_exist() -> None:
    assert SPECIAL.keys() | FURTHER_RULES.keys() <= ADDRESSES.keys()
