"""The trail in words: whom and what each event is about."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.reports.events import in_words
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from tests.casting import signed_in
from tests.world import furnish


def test_members_and_studies_are_called_by_name(owen: Member, ada: Member) -> None:
    change_role(by=owen, member=ada, role=Role.AUDITOR)
    told = {line.event.kind: line for line in in_words(events=list(AuditEvent.objects.all()))}
    assert told["member.role_changed"].about == f"member {ada.user.name}"


def test_no_name_of_a_model_is_shown(owen: Member) -> None:
    furnish(owen)
    abouts = {line.about.partition(" ")[0] for line in in_words(events=list(AuditEvent.objects.all()))}
    assert {"study", "extraction", "protocol", "known"} <= abouts
    assert not abouts & {"extractionform", "protocolversion", "knownitem", "exclusionreason", "stagerules"}


def test_queries_do_not_grow_with_the_events(owen: Member, django_assert_max_num_queries: Any) -> None:
    furnish(owen)
    events = list(AuditEvent.objects.all())
    assert len(events) > 30
    with django_assert_max_num_queries(5):
        in_words(events=events)


@pytest.mark.parametrize(("name", "word"), [("chain", "The chain is whole."), ("recount", "Counted twice.")])
def test_a_panel_is_a_page_of_its_own_without_scripts(owen: Member, name: str, word: str) -> None:
    url, client = reverse(f"reports:{name}", args=[owen.review.slug]), signed_in(owen)
    page, panel = (
        client.get(url).content.decode(),
        client.get(url, headers={"HX-Request": "true"}).content.decode(),
    )
    assert word in page
    assert "<h1>" in page
    assert word in panel
    assert "<h1>" not in panel


def test_the_page_says_the_study(owen: Member) -> None:
    study = furnish(owen)["study_id"]
    page = signed_in(owen).get(reverse("reports:trail", args=[owen.review.slug])).content.decode()
    assert "made a study" in page
    assert f"<td>study {study}</td>" not in page
