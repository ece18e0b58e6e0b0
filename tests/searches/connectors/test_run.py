"""A run of each source as a worker does it: planned, stored, killed, resumed, run again."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from screening.jobs import running
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.searches.connector import CONNECTORS
from screening.searches.models import Run, Source
from screening.searches.operations import add_source, save_search
from screening.searches.queries import difference
from screening.searches.runs import ask_again, start_run
from tests.searches.connectors.services import SERVICES, asks_for_records
from tests.searches.connectors.stand_in import StandIn
from tests.searches.connectors.test_contract import Connect


@pytest.fixture
def install(connect: Connect, settings: Any) -> Callable[[str], StandIn]:
    def installed(key: str) -> StandIn:
        connector, service = connect(key, 20)
        settings.CONNECTOR_OPTIONS = {key: {"client": connector._client}}
        settings.ELSEVIER_API_KEY = settings.CLARIVATE_API_KEY = "key-of-the-installation"
        return service

    return installed


def start(owen: Member, key: str) -> Run:
    source = add_source(by=owen, name=CONNECTORS[key].label, connector=key)
    run, job = start_run(by=owen, search=save_search(by=owen, source=source, strategy="pain"))
    running.run(job.pk)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("key", SERVICES)
def test_a_run_brings_every_record_with_its_bytes(
    owen: Member, install: Callable[[str], StandIn], key: str
) -> None:
    install(key)
    run = start(owen, key)
    assert (run.state, run.problem) == ("complete", "")
    assert run.hits == run.asked == run.received == run.new_citations == Record.objects.count() == 20
    assert Citation.objects.exclude(title="").count() == 20


@pytest.mark.parametrize("key", SERVICES)
def test_the_command_searches_every_source(owen: Member, install: Callable[[str], StandIn], key: str) -> None:
    install(key)
    out = StringIO()
    call_command(
        "search", "exosomes", "--source", key, "--query", "pain", "--max", "12", "--json", stdout=out
    )
    told = json.loads(out.getvalue())
    assert (told["state"], told["source"], told["hits"], told["received"]) == ("complete", key, 20, 12)
    source = Source.objects.get()
    assert (source.name, source.kind) == (CONNECTORS[key].label, CONNECTORS[key].kind)


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS if plugin.needs_key])
def test_without_a_key_the_command_adds_nothing(owen: Member, key: str) -> None:
    with pytest.raises(CommandError, match="only with a key"):
        call_command("search", "exosomes", "--source", key, "--query", "pain", stdout=StringIO())
    assert not Source.objects.exists()


@pytest.mark.parametrize("key", SERVICES)
def test_a_run_again_says_what_is_new_and_what_is_gone(
    owen: Member, install: Callable[[str], StandIn], key: str
) -> None:
    service = install(key)
    first = start(owen, key)
    gone = service.records.pop(0)
    service.records.append(SERVICES[key][1](99))
    run, job = start_run(by=owen, search=first.search)
    running.run(job.pk)
    run.refresh_from_db()
    assert (run.state, run.received, run.new_citations, run.updates) == ("complete", 20, 1, first)
    told = difference(run=run)
    assert told
    assert (told.new, told.known, told.gone) == (1, 19, 1)
    assert told.gone_records[0].raw.startswith(b"{")
    assert gone not in service.records


@pytest.mark.parametrize("key", SERVICES)
def test_what_did_not_come_is_named_and_comes_later(
    owen: Member, install: Callable[[str], StandIn], key: str
) -> None:
    service = install(key)
    reply, lost = service.reply, []

    def without_one(stand_in: StandIn, asked: dict[str, str]) -> Any:
        if asks_for_records(stand_in.paths[-1], asked):
            lost.extend([stand_in.records.pop(3)] if not lost else [])
        return reply(stand_in, asked)

    service.reply = without_one
    run = start(owen, key)
    assert (run.state, run.received, len(run.missing)) == ("incomplete", 19, 1)
    service.records.extend(lost)
    running.run(ask_again(by=owen, run=run).pk)
    run.refresh_from_db()
    assert (run.state, run.received, run.missing) == ("complete", 20, [])
