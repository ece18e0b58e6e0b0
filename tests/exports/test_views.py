"""The Export page, its downloads, and the command that does the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate
from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.operations import export
from screening.exports.scope import Scope
from screening.reviews.models import Member
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_candidate

OF_CITATIONS = [exporter.key for exporter in EXPORTERS if issubclass(exporter, CitationExporter)]


@pytest.fixture
def two(owen: Member) -> None:
    make_candidate(owen.review, "Still open")
    decided = make_candidate(owen.review, "Taken in")
    with arranging(owen.review):
        Candidate.objects.filter(pk=decided.pk).update(outcome="included")


def address(key: str) -> str:
    return reverse("exports:download", args=["exosomes", key])


def test_the_page_offers_every_file_and_the_choice(owen: Member) -> None:
    page = signed_in(owen).get(reverse("exports:index", args=["exosomes"])).content.decode()
    assert all(address(exporter.key) in page and exporter.label in page for exporter in EXPORTERS)
    assert all(f'value="{scope}"' in page for scope in Scope)


def test_who_may_not_export_sees_no_choice(owen: Member, olive: Member) -> None:
    browser = signed_in(olive)
    page = browser.get(reverse("exports:index", args=["exosomes"])).content.decode()
    for key in OF_CITATIONS:
        assert (address(key) in page) == olive.may(EXPORTERS[key].permission)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("key", OF_CITATIONS)
def test_a_download_is_narrowed_named_and_on_record(owen: Member, key: str) -> None:
    answer = signed_in(owen).post(address(key), {"scope": "included_title_abstract"})
    assert "-included-title-abstract-" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith(f'.{EXPORTERS[key].extension}"')
    assert answer.getvalue()
    event = AuditEvent.objects.filter(kind=Event.EXPORT_MADE).latest("sequence")
    assert event.data == {"format": key, "scope": "included_title_abstract"}


@pytest.mark.usefixtures("two")
def test_the_scope_decides_what_is_in_the_file(owen: Member) -> None:
    def titles(**data: str) -> list[str]:
        text = signed_in(owen).post(address("citations_csv"), data).getvalue().decode("utf-8-sig")
        return [row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))]

    assert titles() == ["Still open", "Taken in"]
    assert titles(scope="pending") == ["Still open"]
    assert titles(scope="included_title_abstract") == ["Taken in"]
    assert titles(scope="excluded") == []


def test_a_scope_that_there_is_not_is_said_beside_the_choice(owen: Member) -> None:
    answer = signed_in(owen).post(address("ris"), {"scope": "mine"})
    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()
    assert not AuditEvent.objects.filter(kind=Event.EXPORT_MADE).exists()


def test_only_citations_can_be_narrowed(owen: Member) -> None:
    with pytest.raises(ValidationError, match="always whole"):
        export(by=owen, key="prisma_csv", scope=Scope.PENDING)


@pytest.mark.usefixtures("two")
def test_the_command_writes_the_same_bytes(owen: Member, tmp_path: Path) -> None:
    out = tmp_path / "out.ris"
    call_command("export", "exosomes", str(out), format="ris", scope="pending")
    assert out.read_bytes() == signed_in(owen).post(address("ris"), {"scope": "pending"}).getvalue()
    with pytest.raises(CommandError, match="always whole"):
        call_command("export", "exosomes", str(out), format="prisma_csv", scope="pending")


@pytest.mark.usefixtures("two")
def test_what_the_list_shows_is_taken_out_and_on_record(owen: Member) -> None:
    browser = signed_in(owen)
    page = browser.get(
        reverse("exports:index", args=["exosomes"]), {"text": "taken", "order": "title", "page": "2"}
    )
    assert 'name="shown" value="text=taken&amp;order=title"' in page.content.decode()
    assert "words <strong>taken</strong>" in page.content.decode()
    answer = browser.post(address("citations_csv"), {"shown": "text=taken&order=title", "scope": "all"})
    text = answer.getvalue().decode("utf-8-sig")
    assert [row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["Taken in"]
    event = AuditEvent.objects.filter(kind=Event.EXPORT_MADE).latest("sequence")
    assert event.data == {"format": "citations_csv", "scope": "all", "shown": "text=taken&order=title"}
    with pytest.raises(ValidationError, match="always whole"):
        export(by=owen, key="prisma_csv", shown="text=taken")
