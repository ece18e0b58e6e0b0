import io
from itertools import pairwise

import pytest

from screening.records.description import Author, Description, Received
from screening.searches.fileformat import FileRefused
from screening.searches.formats.bibtex import BibTeX

NEXT = "\n@article{next, title={Next}, year={2021}}\n"
UNMATCHED = "Its braces, quotation marks or commas do not match; what could be read of it was."
CUT = "The file ends inside this record: the download may be incomplete."


def read(text: str) -> list[Received]:
    found = list(BibTeX().read(io.BytesIO(text.encode())))
    assert b"".join(one.raw for one in found) == (text.encode() if found else b"")
    return found


def describe(fields: str) -> Description:
    (found,) = read(f"@article{{k, {fields}}}")
    assert found.description
    assert not found.problem.replace("It has no title.", "")
    return found.description


def titles(text: str) -> list[str]:
    return [one.description.title if one.description else "" for one in read(text)]


@pytest.mark.parametrize(
    "entry",
    [
        "@article{k, title={On Walking}, year={2020}}",
        "@ARTICLE {k,\n TITLE = {{On Walking}},\n Year = 2020,\n}",
        '@article{k, title="On " # what, year="2020"}',
        '@article(k, title="On Walking", note="(a) and (b)", year=2020)',
        "@article\n{k, title={On Walking}, year={2020}}",
        "@article{, title={On Walking}, year={2020}}",
        "@article{title={On Walking}, year={2020}}",
        "@article{a key (with) all/sorts:of,things, title={On Walking}, year={2020}}",
        "@article{k, title={On Walking}, year={2020}, }",
        "@article{k, title = {On\n    Walking},\n\n year = {2020}}",
        "@article{k, title={On Walking}, year={2020}, note={C:\\\\}, file={a\\}b}}",
        "@unheardof{k, title={On Walking}, year={2020}}",
        "Scopus\nEXPORT DATE: 2 May\nmail me@x.org {or not}\n@article{k, title={On Walking}, year={2020}}",
        "@comment{@article{old, title={Old}}}\n@preamble{ {x} }\n@article{k, title={On Walking}, year={2020}}",
    ],
)
def test_one_entry_in_many_hands(entry: str) -> None:
    text = f"@string{{what = {{Walking}}}}\n{entry}\n{NEXT}"
    first, second = read(text)
    assert [(one.description.title, one.description.year) for one in (first, second) if one.description] == [
        ("On Walking", 2020),
        ("Next", 2021),
    ]
    assert (first.problem, second.problem) == ("", "")


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("@article{k,\n title={On {Walking},\n year={2020}\n}\n", "On Walking"),
        ("@article{k,\n title={On} Walking},\n year={2020}\n}\n", "On Walking"),
        ("@article{k,\n title={On Walking}\n year={2020}\n}\n", "On Walking"),
        ("@article{k, title={On {Walking}, year={2020}}\n", "On Walking"),
        ("@article{k title = {On Walking}, year={2020}}\n", "On Walking"),
        ("@article{k\n  title = {On Walking},\n  year={2020}\n}\n", "On Walking"),
        ('@article{k,\n title="On Walking,\n month=jan,\n year={2020}\n}\n', "On Walking"),
        ("@article{k,\n title={On Walking},\n file={C:\\dir\\},\n year={2020}\n}\n", "On Walking"),
    ],
)
def test_braces_that_do_not_match_cost_no_field_and_no_neighbour(entry: str, title: str) -> None:
    broken, whole = read(entry + NEXT)
    assert broken.problem == UNMATCHED
    assert broken.description
    assert (broken.description.title, broken.description.year) == (title, 2020)
    assert whole.problem == ""


def test_quotation_marks_inside_quotation_marks() -> None:
    assert describe('title = "He said "walk", and so on" , year = "2020"').year == 2020
    assert describe('title = "He said {"}walk{"}"').title == 'He said "walk"'


def test_several_entries_on_one_line() -> None:
    found = read("@article{a,title={A}} @article{b,title={Ä}}@article{c,title={C}}\n")
    assert [one.description and one.description.title for one in found] == ["A", "Ä", "C"]


def test_equal_keys_and_equal_entries_all_stay() -> None:
    assert titles(NEXT * 3) == ["Next"] * 3


def test_the_last_entry_may_be_cut_off() -> None:
    whole, cut = read(NEXT + "@article{k2,\n title={Two},\n abstract={We wal")
    assert whole.problem == ""
    assert cut.problem == CUT
    assert cut.description
    assert (cut.description.title, cut.description.abstract_text) == ("Two", "We wal")


def test_an_empty_entry_is_a_row_with_a_problem() -> None:
    found = read('@article{k}\n@article{k, title={}, year = ""}\n@article{k, year={2020}}\n')
    assert [one.problem for one in found] == ["It is empty.", "It is empty.", "It has no title."]
    assert [one.description is None for one in found] == [True, True, False]


def test_comments_and_definitions_alone_are_no_records() -> None:
    assert read("% nothing\n@comment{x}\n@string{a = {b}}\n") == []
    assert BibTeX().recognises("@comment{jabref-meta: x}\n@string{a={b}}") == 0.0


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("@article{k,\n title={x}}", True),
        ("\ufeffScopus\n\n@ARTICLE{k,\nauthor={x}", True),
        ("@book{title={x}}", True),
        ("mail me@x.org", False),
        ("TY  - JOUR\nAB  - @ {x}", False),
    ],
)
def test_it_is_recognised_by_an_entry(text: str, known: bool) -> None:
    assert (BibTeX().recognises(text) > 0.5) is known


def test_what_biblatex_and_the_databases_say() -> None:
    found = describe(
        r"""title = {Main}, subtitle = {Sub}, author = {Smith, Ann}, journaltitle = {J. of W.}, date = {2021-05-03},
        shortjournal = {JW}, volume = {12}, number = {3}, pages = {101 -- 110}, issn = {1234-5678 (print)},
        isbn = {978-0-306-40615-7}, keywords = {a, b}, keywords-plus = {C; D}, language = {English},
        publisher = {Walk \& Sons}, type = {Article; Retracted Publication}, unique-id = {WOS:000123},
        url = {https://www.scopus.com/x.uri?eid=2-s2.0-123&doi=10.1000%2fx}, doi = {10.1000/A\_b},
        pmid = {31234567}, pmcid = {PMC123456}, affiliation = {Here}, affiliation = {There},
        abstract = {First part.

        Second part.}"""
    )
    assert (found.title, found.authors) == ("Main: Sub", (Author("Smith", "Ann"),))
    assert (found.journal, found.journal_abbreviation, found.year, found.date) == (
        "J. of W.",
        "JW",
        2021,
        "2021-05-03",
    )
    assert (found.volume, found.issue, found.pages) == ("12", "3", "101-110")
    assert (found.doi, found.pmid, found.pmcid) == ("10.1000/a_b", "31234567", "PMC123456")
    assert (found.issn, found.isbn) == (("1234-5678",), ("9780306406157",))
    assert (found.keywords, found.subjects, found.languages) == (("a", "b"), ("C", "D"), ("English",))
    assert found.types == ("article", "Article", "Retracted Publication")
    assert found.retracted
    assert found.publisher == "Walk & Sons"
    assert found.ids == {"accession": "WOS:000123", "wos": "WOS:000123", "scopus": "2-s2.0-123"}
    assert found.abstract_text == "First part.\n\nSecond part."
    assert found.extra == {"affiliation": ["Here", "There"], "citation key": ["k"]}


@pytest.mark.parametrize(
    ("fields", "doi"),
    [
        ("doi = {https://doi.org/10.1000/X}", "10.1000/x"),
        ("doi = {n/a}, url = {https://doi.org/10.1000/y}", "10.1000/y"),
        ("url = {https://x.org/10.1000/z}", ""),
        (
            r"doi = {10.1000/(SICI)1{\textless}2::AID{\textgreater}3.0.CO;2-2}",
            "10.1000/(sici)1<2::aid>3.0.co;2-2",
        ),
        ("doi = {{10.1000/braces}}", "10.1000/braces"),
    ],
)
def test_dois(fields: str, doi: str) -> None:
    assert describe(fields).doi == doi


@pytest.mark.parametrize(
    ("fields", "pmid"),
    [
        ("eprint = {31234567}, eprinttype = {pubmed}", "31234567"),
        ("eprint = {31234567}, eprinttype = {arxiv}", ""),
        ("note = {PMID: 31234567}", "31234567"),
        ("note = {31234567}", ""),
    ],
)
def test_pmids_are_marked_as_such(fields: str, pmid: str) -> None:
    assert describe(f"title={{x}}, {fields}").pmid == pmid


def test_only_the_year_is_lost_where_there_is_none() -> None:
    assert [describe(f"title={{x}}, year={{{y}}}").year for y in ("in press", "2021a", "{{1999}}")] == [
        None,
        2021,
        1999,
    ]


def test_of_a_field_given_twice_the_first_counts() -> None:
    found = describe("title={First}, title={Second}, author={Lee, A}, author={Lee, A}")
    assert (found.title, len(found.authors), found.extra["title"]) == ("First", 1, ["Second"])


def test_abbreviations_of_abbreviations_do_not_grow_without_end() -> None:
    names = "abcdefghijkl"
    text = (
        "@string{a = {"
        + "x" * 10
        + "}}\n"
        + "".join(f"@string{{{name} = {' # '.join([before] * 10)}}}\n" for before, name in pairwise(names))
    )
    (found,) = read(text + "@article{k, title = l # l, journal = b}")
    assert found.description
    assert len(found.description.title) < 100_000
    assert found.description.journal == "x" * 100
    many = "".join(f"@string{{a{n} = {{{'x' * 90_000}}}}}\n" for n in range(50))
    with pytest.raises(FileRefused, match="more abbreviations"):
        list(BibTeX().read(io.BytesIO(many.encode())))


@pytest.mark.parametrize(
    "unit", ["{", "a{", "}", '"', "@a{b,c={", "\\", "{\\a ", "a = {", ",", "@a{", "x = y # "]
)
def test_a_megabyte_of_nothing_in_particular_is_read_or_refused_at_once(unit: str) -> None:
    text = "@article{k, title={" + unit * (300_000 // len(unit))
    assert all(one.problem for one in read(text)[-1:])


def test_scopus_has_a_no_break_space_in_the_name_of_a_field() -> None:
    (found,) = read("@ARTICLE{Li2020,\ntitle={Soil fauna},\nfunding_text\xa01={The Fund [No. 1]},\n}\n")
    assert found.problem == ""
    assert found.description
    assert found.description.title == "Soil fauna"
