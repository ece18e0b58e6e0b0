"""``manage.py parse_records``: a whole file to standard output, one line of JSON a record."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.searches.formats.samples import sample


def run(file: Path, *arguments: str) -> tuple[list[str], list[str]]:
    out, err = io.StringIO(), io.StringIO()
    call_command("parse_records", str(file), *arguments, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.wrong"
    file.write_bytes(b"TY  - JOUR\nER  -\n" + sample("ris"))
    return file


def test_records_and_problems_are_lines_of_json(export: Path) -> None:
    out, err = run(export, "--json")
    first: dict[str, Any] = json.loads(out[0])
    assert len(out) == 2
    assert first == {
        "title": "Walking and mood in adults: a randomised trial",
        "authors": [{"family": "Müller", "given": "Jörg"}, {"family": "O'Brien", "given": "Seán"}],
        "year": 2021,
        "journal": "Journal of Walking",
        "volume": "12",
        "issue": "3",
        "pages": "101-110",
        "doi": "10.1000/walk.2021.1",
        "pmid": "",
        "abstract": "We walked. Mood improved (p < 0.05).",
        "keywords": ["walking"],
        "language": "",
        "type": "JOUR",
        "ids": {
            "pmcid": "",
            "nct": "",
            "wos": "",
            "scopus": "",
            "embase": "",
            "central": "",
            "accession": "",
        },
        "raw_line": 3,
    }
    assert [json.loads(line) for line in err] == [
        {"line": 1, "problem": "It is empty.", "read": False, "raw": "TY  - JOUR\nER  -\n"}
    ]


def test_people_read_a_line_a_record(export: Path) -> None:
    out, err = run(export)
    assert out == [
        "3\t2021\tWalking and mood in adults: a randomised trial",
        "18\t2020\tSitting and mood: a cohort study",
        "Records: 2. Problems: 1.",
    ]
    assert err == ["Line 1: It is empty."]


def test_the_format_can_be_said_and_a_group_is_an_author(tmp_path: Path) -> None:
    file = tmp_path / "export"
    file.write_bytes(sample("ctgov_xml").replace(b"<brief_summary>", b"<sponsors><lead_sponsor><agency>Uni</agency>"
                     b"</lead_sponsor></sponsors><brief_summary>", 1))  # fmt: skip
    out, _ = run(file, "--format", "ctgov_xml", "--json")
    first = json.loads(out[0])
    assert (first["authors"], first["ids"]["nct"]) == ([{"literal": "Uni"}], "NCT01234567")


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (b"", [], "The file is empty"),
        (b"%PDF-1.7", [], "This is a PDF"),
        (sample("ris"), ["--format", "word"], "There is no format “word”"),
        (b"Walking", ["--format", "nbib"], "There is no record in this file."),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_code_2(
    tmp_path: Path, content: bytes, arguments: list[str], sentence: str
) -> None:
    file = tmp_path / "export"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as refused:
        run(file, *arguments)
    assert refused.value.returncode == 2
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("parse_records", str(file), *arguments, "--json", stderr=err)
    assert ended.value.code == 2
    assert json.loads(err.getvalue())["refused"].startswith(sentence)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run(tmp_path / "missing")


def test_no_database_is_needed(export: Path, django_db_blocker: Any) -> None:
    with django_db_blocker.block():
        assert len(run(export, "--json")[0]) == 2
