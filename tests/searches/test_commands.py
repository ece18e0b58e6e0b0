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


TABLE = "Was,Wann\nVesikel im Knie,2020\nVesikel im Ohr,2021\n"
EMBASE = ("--source", "embase", "--name", "Embase")


def test_a_file_with_all_that_the_page_asks(owen: Member, tmp_path: Path) -> None:
    file = tmp_path / "export.txt"
    file.write_bytes("TY  - JOUR\nTI  - Łódź\nER  - \n".encode("cp1250"))
    told = ["--kind", "register", "--platform", "Embase.com", "--query", "exosom*", "--notes", "By Ines"]
    told += ["--hits", "3", "--format", "ris", "--encoding", "cp1250"]
    result = command("import_records", "exosomes", str(file), *EMBASE, *told)
    assert (result["format"], result["encoding"], result["columns"]) == ("ris", "cp1250", {})
    run = Run.objects.get()
    assert (run.source.kind, run.source.platform, run.hits) == ("register", "Embase.com", 3)
    assert (run.search.strategy, run.search.notes) == ("exosom*", "By Ines")
    assert Record.objects.get().citation.title == "Łódź"


def test_a_table_whose_columns_are_named(owen: Member, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    with pytest.raises(CommandError, match="Say it with --column NAME=FIELD"):
        command("import_records", "exosomes", str(file), *EMBASE)
    with pytest.raises(CommandError, match="“Was=colour”: write"):
        command("import_records", "exosomes", str(file), *EMBASE, "--column", "Was=colour")
    assert not Source.objects.exists()
    named = ["--column", "Was=title", "--column", "Wann=year"]
    result = command("import_records", "exosomes", str(file), *EMBASE, *named)
    assert (result["received"], result["columns"]) == (2, {"Was": "title", "Wann": "year"})
    file.write_text(TABLE + "Vesikel im Auge,2022\n")
    again = command("import_records", "exosomes", str(file), *EMBASE)
    assert (again["received"], again["columns"]) == (3, {"Was": "title", "Wann": "year"}), "remembered"


def test_a_file_that_came_before_is_told_and_can_be_stopped(
    owen: Member, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "data"
    file = tmp_path / "embase.ris"
    file.write_text(RIS)
    assert command("import_records", "exosomes", str(file), *EMBASE)["imported_before"] == []
    err = StringIO()
    call_command("import_records", "exosomes", str(file), *EMBASE, stdout=StringIO(), stderr=err)
    assert "imported before, from Embase as run" in err.getvalue()
    with pytest.raises(CommandError, match="Nothing was imported"):
        command("import_records", "exosomes", str(file), *EMBASE, "--once")
    assert Run.objects.count() == 2
    assert len([path for path in (tmp_path / "data").rglob("*") if path.is_file()]) == 2


def test_another_platform_is_another_source(owen: Member, tmp_path: Path) -> None:
    file = tmp_path / "embase.ris"
    file.write_text(RIS)
    command("import_records", "exosomes", str(file), *EMBASE, "--platform", "Ovid")
    with pytest.raises(CommandError, match="add a source for Embase"):
        command("import_records", "exosomes", str(file), *EMBASE, "--platform", "Embase.com")
    assert Run.objects.count() == 1


def test_a_source_that_is_not_there(owen: Member, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    with pytest.raises(CommandError, match="no source “ovid” \\(it has: none yet\\)"):
        command("import_records", "exosomes", str(tmp_path / "a.ris"), "--source", "ovid")


def test_who_may_not_search(owen: Member, ada: Member, ncbi: StandIn) -> None:
    with pytest.raises(CommandError, match="does not allow"):
        command("search", "exosomes", "--query", "pain", "--as", "ada@example.org")
    assert ncbi.requests == []
