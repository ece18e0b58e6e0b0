"""Other programs' exports with independently expected results, where a checkout has them beside it."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from screening.searches import interchange, reading
from screening.searches.fileformat import FORMATS, FileRefused
from tests.shared import SHARED, needs_shared

FOLDER = SHARED / "imports"
CASES = sorted(path.parent for plugin in FORMATS for path in FOLDER.glob(f"{plugin.key}/*/expected.json"))

# Their source line ends in "September 2015"; the program that was asked what to expect does not read it
YEARS_OTHERS_MISS = {"ovid/jabref_Ovid4": 2015, "ovid/jabref_Ovid5": 2015}


def comparison() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchlib", FOLDER / "benchlib.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records_of(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    records: list[dict[str, Any]] = []
    problems: list[str] = []
    with path.open("rb") as stream:
        try:
            for received in reading.read(stream):
                records.append(interchange.as_line(received))
                problems += [received.problem] if received.problem else []
        except FileRefused as refusal:
            problems.append(str(refusal))
    return records, problems


@needs_shared("imports")
def test_the_folder_has_cases() -> None:
    assert len(CASES) > 90


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_expected_records(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text())
    records, problems = records_of(folder / expected["input"])
    compared = comparison().compare_case(expected, records)
    assert compared["count_ok"], f"{len(records)} records, expected {expected['n_records']}"
    said = YEARS_OTHERS_MISS.get(f"{folder.parent.name}/{folder.name}")
    assert [fail for fail in compared["fails"] if (fail["field"], fail["got"]) != ("year", said)] == []
    if "warn" in expected.get("must", ()) or not records:
        assert problems
