from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from screening.reviews.models import Member
from tests.duplicates.rows import certain, doubtful

CSV = """ID,source,title,author,year,journal,volume,number,pages,doi
a,PubMed,Exosomes for chronic low back pain in adults,"Müller, Ada and Ono, Yoko",2021,Spine,12,3,100-109,
b,Embase,Exosomes for chronic low back pain in adults.,"Muller A, Ono Y",2021,Spine,12,3,100-9,
c,Embase,Exosomes for chronic low back pain in adults,"Müller, Ada and Ono, Yoko",2021,Spine,13,3,100-109,
d,Embase,Erratum: Exosomes for chronic low back pain in adults,"Müller, Ada and Ono, Yoko",2022,Spine,13,4,300,
"""


def told(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, "--json", stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_records_of_a_file_are_matched_without_a_database(tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    file.write_text(CSV)
    found = told("dedup", str(file))
    assert found["clusters"] == [["a", "b"], ["c"], ["d"]]
    assert found["ask"] == [["a", "c", "one contradiction"]]
    assert ["about" in pair for pair in found["related"]] == [True] * len(found["related"]) != []
    assert found["seconds"] >= 0


def test_columns_may_be_missing_and_other_formats_are_read(tmp_path: Path) -> None:
    file = tmp_path / "titles.csv"
    file.write_text("title\nExosomes\n\nDiscs\n")
    assert told("dedup", str(file))["clusters"] == [["1"], ["2"]]
    ris = tmp_path / "a.ris"
    ris.write_text("TY  - JOUR\nTI  - Exosomes\nER  - \n" * 2)
    assert len(told("dedup", str(ris))["clusters"]) == 2, "a title alone makes no certainty"
    out = StringIO()
    call_command("dedup", str(file), stdout=out)
    assert out.getvalue().startswith("Records: 2. Reports: 2.")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b'title\n"never closed\n'])
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "records.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match="cannot be read"):
        told("dedup", str(file))


def test_a_review_is_looked_through(owen: Member) -> None:
    certain(owen)
    doubtful(owen)
    result = told("find_duplicates", "exosomes", "--as", "owen@example.org")
    numbers = {name: result[name] for name in ("state", "merged_by_rule", "questions", "related", "problem")}
    assert numbers == {"state": "done", "merged_by_rule": 1, "questions": 1, "related": 0, "problem": ""}
    assert told("find_duplicates", "exosomes", "--all")["merged_by_rule"] == 1


def test_somebody_without_the_right_is_refused(owen: Member, ada: Member) -> None:
    with pytest.raises(CommandError, match="does not allow"):
        told("find_duplicates", "exosomes", "--as", "ada@example.org")
