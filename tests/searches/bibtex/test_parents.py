import io

import pytest

from screening.records.description import Description
from screening.searches.formats.bibtex import BibTeX

BOOK = "@string{kr={Knowledge}}\n@%s{B1, title={The Book}, editor={Ray, C}, year=2018, doi={10.1/b}, volume={4}%s}\n"


def read(text: str) -> list[Description]:
    return [one.description for one in BibTeX().read(io.BytesIO(text.encode())) if one.description]


@pytest.mark.parametrize("kind", ["inproceedings", "incollection", "inbook", "conference"])
@pytest.mark.parametrize("parent_first", [True, False])
def test_a_chapter_was_published_in_its_book(kind: str, parent_first: bool) -> None:
    child = f"@{kind}{{c, title={{A Chapter}}, pages={{1--2}}, crossref = {{b1}}}}\n"
    parent = BOOK % ("proceedings", "")
    found = read(parent + child if parent_first else child + parent)
    assert len(found) == 2
    chapter = found[1 if parent_first else 0]
    assert (chapter.title, chapter.journal, chapter.year) == ("A Chapter", "The Book", None)
    assert (chapter.volume, chapter.pages, chapter.doi, chapter.authors) == ("4", "1-2", "", ())


def test_what_the_chapter_says_itself_goes_before() -> None:
    child = "@inproceedings{c, title={C}, date={2020-05}, booktitle={Mine}, volume={9}, crossref={B1}}\n"
    chapter, _ = read(child + BOOK % ("proceedings", ", booktitle={Yours}"))
    assert (chapter.journal, chapter.year, chapter.volume) == ("Mine", 2020, "9")


def test_the_book_is_named_with_its_own_title_and_abbreviations() -> None:
    child = '@inproceedings{c, title={C}, crossref = "B1"}\n'
    (chapter,) = [one for one in read(BOOK % ("book", ", booktitle=kr") + child) if one.title == "C"]
    assert chapter.journal == "Knowledge"


def test_nothing_is_taken_from_what_is_not_there_or_from_itself() -> None:
    lost, own = read("@inbook{c, title={C}, crossref={no}}\n@inbook{d, title={D}, crossref={d}}\n")
    assert (lost.title, lost.journal, lost.year) == ("C", "", None)
    assert own.title == "D"


def test_a_sign_that_lies_across_two_portions_of_the_file_is_found() -> None:
    filler = "@comment{" + "x" * (1024 * 1024 - 39) + "}\n"
    child = "@inproceedings{c, title={C}, crossref={b1}}\n"
    chapter, _ = read(filler + child + BOOK % ("book", ""))
    assert chapter.journal == "The Book"
