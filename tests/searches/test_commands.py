import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from screening.audit.models import AuditEvent
from screening.demo.eutils import StandIn
from screening.records.models import Record
from screening.reviews.models import Member
from screening.searches.models import Run, Source

RIS = "TY  - JOUR\nTI  - Exosomes and discs\nPY  - 2020\nER  - \n"


def command(name: str, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(name, *arguments, "--json", stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_a_search_in_the_foreground(owen: Member, ncbi: StandIn) -> None:
    result = command("search", "exosomes", "--source", "pubmed", "--query", "pain", "--max", "5")
    assert (result["state"], result["received"], result["missing"]) == ("complete", 5, [])
    assert result["hits"] > 5
    assert result["translation"]
    assert result["seconds"] >= 0
    assert Source.objects.get().name == "PubMed"
    event = AuditEvent.objects.get(kind="run.started")
    assert (event.via, event.actor_id) == ("command", owen.user_id)


def test_a_search_that_fails_says_so(owen: Member, ncbi: StandIn) -> None:
    ncbi.fail("500", times=1000)
    with pytest.raises(CommandError, match="NCBI"):
        call_command("search", "exosomes", "--query", "pain", stdout=StringIO())
    assert Run.objects.get().state == "incomplete"


def test_a_file_in_the_foreground(owen: Member, ines: Member, tmp_path: Path) -> None:
    file = tmp_path / "embase.ris"
    file.write_text(RIS)
    arguments = [
        "--source",
        "embase",
        "--name",
        "Embase",
        "--run-date",
        "2024-03-18",
        "--as",
        "ines@example.org",
    ]
    result = command("import_records", "exosomes", str(file), *arguments)
    assert (result["state"], result["received"], result["source"]) == ("complete", 1, "embase")
    run = Run.objects.get()
    assert (run.searched_on, run.by, run.file_name) == (date(2024, 3, 18), ines, "embase.ris")
    assert file.read_text() == RIS


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<!doctype html><p>", "web page"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none(owen: Member, tmp_path: Path, file: bytes | None, sentence: str) -> None:
    path = tmp_path / "export.ris"
    if file is not None:
        path.write_bytes(file)
    with pytest.raises(CommandError, match=sentence):
        command("import_records", "exosomes", str(path), "--source", "embase", "--name", "Embase")
    assert not Run.objects.exists()
    assert not Record.objects.exists()


def test_a_source_that_is_not_there(owen: Member, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    with pytest.raises(CommandError, match="no source “ovid” \\(it has: none yet\\)"):
        command("import_records", "exosomes", str(tmp_path / "a.ris"), "--source", "ovid")


def test_who_may_not_search(owen: Member, ada: Member, ncbi: StandIn) -> None:
    with pytest.raises(CommandError, match="does not allow"):
        command("search", "exosomes", "--query", "pain", "--as", "ada@example.org")
    assert ncbi.requests == []
