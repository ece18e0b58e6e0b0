import csv
import io

import pytest

from screening.lib.spreadsheet import as_csv, defused


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-"])
def test_a_cell_that_would_run_is_text(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "20", "-0.7145", "+5", "p < 0.05", "a=b", "Müller", "'quoted"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


def test_nothing_is_an_empty_cell() -> None:
    assert defused(None) == ""


def test_a_table_reads_back_cell_for_cell() -> None:
    text = as_csv(["Study", "=Dose"], [["Wilson, 2024", 'said "0.5 ml"\nper joint'], ["Müller 2023", None]])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [
        ["Study", "'=Dose"],
        ["Wilson, 2024", 'said "0.5 ml"\nper joint'],
        ["Müller 2023", ""],
    ]
