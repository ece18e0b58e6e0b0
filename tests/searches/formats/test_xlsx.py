"""Workbooks as people save them, and workbooks made to do harm."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from openpyxl import load_workbook

from screening.records.description import Description, Received
from screening.searches import reading, summarising
from screening.searches.fileformat import FileRefused
from screening.searches.formats import xlsx
from tests.searches.formats.samples import sample, workbook

HEAD = ["Title", "Authors", "Year", "DOI", "Pages"]
ROW = ["Walking", "Lee, D; Ray, B", 2021, "10.1000/w", "1-9"]
SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes, mapping: dict[str, str] | None = None) -> list[Received]:
    return list(reading.read(io.BytesIO(data), mapping=mapping))


def titles(data: bytes) -> list[str]:
    return [one.description.title for one in read(data) if one.description]


def only(data: bytes) -> Description:
    (found,) = read(data)
    assert found.description
    return found.description


def hidden(data: bytes, *numbers: int) -> bytes:
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    for number in numbers:
        book.worksheets[number].sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The sample workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([HEAD, ROW]))) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(data) if name == part else data)
    return out.getvalue()


def with_row(xml: bytes) -> bytes:
    return changed(SHEET, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"))


def test_rows_and_their_numbers_are_kept() -> None:
    data = workbook([["Search 1"], ["-----"], [], HEAD, ROW, [], ["Sitting, again", None, 2020.0]])
    first, second = read(data)
    assert reading.recognise(data).key == "xlsx"
    assert (first.line, first.raw) == (5, b'Walking,"Lee, D; Ray, B",2021,10.1000/w,1-9\r\n')
    assert (second.line, second.raw) == (7, b'"Sitting, again",,2020\r\n')
    assert second.description
    assert second.description.year == 2020


def test_values_are_told_as_text() -> None:
    rows = [
        [*HEAD, "PMID", "Date", "Is retracted", "Note"],
        [
            "A",
            None,
            2021.0,
            None,
            date(2021, 1, 2),
            31234567.0,
            datetime.combine(date(2021, 3, 4), time(5, 6)),
            True,
            0.5,
        ],
        ["=1+1", None, None, None, None, "3.12E+07", None, None, None],
        ["Line_x000D_\nbreak _x005F_x0041_ and ﹡", None, None, None, None, None, None, None, "x"],
    ]
    first, second, third = read(workbook(rows))
    assert first.description
    assert (first.description.year, first.description.pmid, first.description.retracted) == (
        2021,
        "31234567",
        True,
    )
    assert first.description.date == "2021-03-04T05:06:00"
    assert first.description.pages == ""
    assert "made a date of the pages, “2021-01-02”" in first.problem
    assert first.description.extra["Note"] == ["0.5"]
    assert second.description
    assert (second.description.title, second.description.pmid) == ("=1+1", "")
    assert "rounded the PMID" in second.problem
    assert third.description
    assert third.description.title == "Line break _x0041_ and ﹡"


def test_empty_cells_at_the_end_of_a_row_are_no_problem() -> None:
    head = ["Title", "Authors", "Year", "Journal", "DOI", "PMID", "Abstract", "Volume", "Issue"]
    (found,) = read(workbook([head, ["Walking", "Lee, B"]]))
    assert found.problem == ""


def test_visible_sheets_are_read_and_hidden_ones_only_alone() -> None:
    notes = [["Notes"], ["nothing here"]]
    two = workbook([HEAD, ROW], notes, [["title", "year"], ["Sitting", 2020]])
    assert titles(two) == ["Walking", "Sitting"]
    assert titles(hidden(two, 2)) == ["Walking"]
    assert titles(hidden(two, 0, 2)) == ["Walking", "Sitting"]


def test_a_person_says_what_the_columns_hold() -> None:
    data = workbook([["Nr", "Was"], [1, "Gehen"]])
    with pytest.raises(FileRefused, match=r"None of the columns has a name that we know \(“Nr”, “Was”\)"):
        read(data)
    asked = reading.sample(io.BytesIO(data), "xlsx")
    assert (asked.columns, asked.rows) == (("Nr", "Was"), (("1", "Gehen"),))
    (found,) = read(data, {"Was": "title"})
    assert found.description
    assert found.description.title == "Gehen"


def test_a_summary_says_no_encoding() -> None:
    summary = summarising.summarise(io.BytesIO(sample("xlsx")))
    assert (summary.format_key, summary.format_label, summary.encoding) == ("xlsx", "Excel workbook", "")


def test_other_office_documents_are_no_workbooks() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(FileRefused, match="zip archive or an office document"):
        read(out.getvalue())
    with pytest.raises(FileRefused, match="no Excel workbook"):
        list(reading.read(io.BytesIO(out.getvalue()), "xlsx"))


DAMAGE = {
    "a number that is none": changed(SHEET, lambda xml: xml.replace(b"<v>2021</v>", b"<v>abc</v>")),
    "an unknown column": with_row(b'<row r="5"><c r="ZZZZZZ5"><v>1</v></c></row>'),
    "a sheet cut off": changed(SHEET, lambda xml: xml[:-60]),
    "no list of sheets": changed("xl/workbook.xml", lambda xml: b""),
    "100,000 levels": changed(
        SHEET, lambda xml: xml.replace(b"<sheetData>", b"<a>" * 100_000 + b"<sheetData>")
    ),
    "a file cut off": workbook([HEAD, ROW])[:-300],
    "no zip": b"PK\x03\x04 this is no workbook",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(FileRefused, match=r"damaged or incomplete: .*\.$"):
        list(reading.read(io.BytesIO(DAMAGE[name]), "xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_nothing_is_declared_in_a_workbook(encoding: str) -> None:
    declaration = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(FileRefused, match="document type declaration"):
        read(changed(SHEET, lambda xml: declaration.encode(encoding) + xml))


def test_cells_in_opposite_corners_cost_little() -> None:
    far = read(with_row(b'<row r="20000"><c r="XFD20000" t="inlineStr"><is><t>x</t></is></c></row>'))
    assert [one.line for one in far] == [2, 20000]
    assert "16384 cells where the table has 5 columns" in far[1].problem


def test_rows_that_cannot_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 1_000)
    with pytest.raises(FileRefused, match="more rows and columns than a table"):
        read(with_row(b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'))
    monkeypatch.setattr(xlsx, "LONGEST_ROW", 100)
    with pytest.raises(FileRefused, match="Row 2 is too long"):
        read(workbook([HEAD, ["x" * 200, None, None]]))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 40 * 1024**2)
    with pytest.raises(FileRefused, match="Unpacked, this archive would have 40 MB"):
        list(reading.read(packed, "xlsx"))
    monkeypatch.setattr(xlsx, "_LARGEST", 1_000)
    with pytest.raises(FileRefused, match="Unpacked"):
        read(sample("xlsx"))


def test_a_workbook_without_sheets() -> None:
    empty = changed("xl/workbook.xml", lambda xml: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", xml))
    with pytest.raises(FileRefused, match="no sheet in this workbook"):
        read(empty)
