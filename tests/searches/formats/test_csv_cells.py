"""What real tables hold in a cell: several numbers, links, groups; and what is no table."""

import io

import pytest

from screening.records.description import Description
from screening.searches import reading
from screening.searches.fileformat import FileRefused
from screening.searches.formats.delimited import Delimited


def one(text: str) -> Description:
    (found,) = Delimited().read(io.BytesIO(text.encode()))
    assert found.problem == ""
    assert found.description
    return found.description


def test_several_numbers_of_one_report() -> None:
    found = one("Title,DOI,PMID\nA walk,10.1021/x.3c1.s002; 10.1021/x.3c1,27869901; 22395108\n")
    assert (found.doi, found.pmid) == ("10.1021/x.3c1", "27869901")
    alone = one("Title,DOI,PMID\nA walk,10.1021/x.3c1.s002,\n")
    assert alone.doi == "10.1021/x.3c1.s002"


def test_json_and_xml_of_other_programs_are_no_tables() -> None:
    for text in (
        '{\n "title": "Walking, mood",\n "author": "Lee, B"\n}',
        "<a>\n<title>Title, Author</title>\n</a>",
    ):
        with pytest.raises(FileRefused, match="We do not know this kind of file"):
            reading.recognise(text.encode())


def test_what_spreadsheets_show() -> None:
    link = '"=HYPERLINK(""https://doi.org/10.1000/w"",""{}"")"'
    title, doi = link.format('The """"best"""" walk'), link.format("Link")
    found = one(f"Title,DOI,Volume,Issue\n{title},{doi},12.0,3.0\n")
    assert (found.title, found.doi, found.volume, found.issue) == ('The "best" walk', "10.1000/w", "12", "3")


def test_groups_are_the_authors_where_there_are_no_others() -> None:
    head = "Authors,Author Full Names,Group Authors,Article Title,UT (Unique WOS ID)\n"
    assert one(f"{head},,Walking Study Group,A walk,WOS:1\n").authors[0].literal == "Walking Study Group"
    assert one(f'{head}"Lee, B","Lee, Bo",Walking Study Group,A walk,WOS:1\n').authors[0].family == "Lee"
