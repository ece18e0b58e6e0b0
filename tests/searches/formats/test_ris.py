import io

import pytest

from screening.records.description import Author, Description, Received
from screening.searches.formats.ris import Ris
from screening.searches.recognising import recognise

RECORD = """TY  - JOUR
AU  - Smith, Ann
TI  - Walking and mood
AB  - We walked.
PY  - 2021
ER  -
"""


def read(text: str) -> list[Received]:
    found = list(Ris().read(io.BytesIO(text.encode())))
    assert b"".join(one.raw for one in found) == (text.encode() if found else b"")
    return found


def describe(*lines: str) -> Description:
    (found,) = read("\n".join(["TY  - JOUR", "TI  - Walking", *lines, "ER  -", ""]))
    assert found.description
    return found.description


def written(text: str) -> tuple[str, tuple[Author, ...], str, int | None]:
    (found,) = read(text)
    assert found.description
    assert not found.problem
    d = found.description
    return d.title, d.authors, d.abstract_text, d.year


@pytest.mark.parametrize(
    "text",
    [
        RECORD,
        RECORD.lower()
        .replace("smith, ann", "Smith, Ann")
        .replace("walking", "Walking")
        .replace("we w", "We w"),
        RECORD.replace("  - ", " - "),
        RECORD.replace("  - ", "- "),
        RECORD.replace("  - ", "  -"),
        RECORD.replace("  - ", "  -  "),
        RECORD.replace("  - ", "\t-\t"),
        RECORD.replace("  - ", "\xa0\xa0-\xa0"),
        "".join(f"   {line}\n" for line in RECORD.splitlines()),
        RECORD.replace("ER  -", "ER"),
        RECORD.replace("\n", "\n\n"),
        "Provider: Somebody\nContent: text/plain\n\n1.\n" + RECORD,
        RECORD + "\n\nThe end of the export.\n",
        RECORD.replace("We walked.", "We\nwalked."),
        RECORD.replace("We walked.", "We\n      walked."),
    ],
)
def test_one_record_in_many_hands(text: str) -> None:
    assert written(text) == ("Walking and mood", (Author("Smith", "Ann"),), "We walked.", 2021)


def test_records_never_run_into_one() -> None:
    no_end = RECORD.replace("ER  -\n", "")
    found = read(no_end + no_end + RECORD + no_end)
    assert [one.line for one in found] == [1, 6, 11, 17]
    assert [one.description.title for one in found if one.description] == ["Walking and mood"] * 4
    assert [one.problem for one in found][:3] == ["", "", ""]
    assert "ends inside this record" in found[3].problem


def test_half_a_record_at_either_end_is_kept_and_named() -> None:
    first, second, third = read("mood improved.\nPY  - 2021\nER  -\n" + RECORD + "TY  - JOUR\nAU  - Lee, D")
    assert "does not begin with a TY line" in first.problem
    assert first.description
    assert first.description.year == 2021
    assert second.problem == ""
    assert (
        third.problem == "It has no title. The file ends inside this record: the download may be incomplete."
    )


@pytest.mark.parametrize(
    "behind", ["NL  - J Walk\n\nLink to the Ovid Full Text: https://x\n\n2.\n", "ER  -\n\n"]
)
def test_what_stands_behind_the_end_of_a_record_is_no_record(behind: str) -> None:
    first, second = read(RECORD + behind + RECORD)
    assert (first.problem, second.problem) == ("", "")
    assert first.description == second.description


def test_an_empty_record_is_a_row_with_a_problem() -> None:
    empty, whole = read("TY  - JOUR\nTI  -\nER  -\n" + RECORD)
    assert (empty.description, empty.problem, empty.line) == (None, "It is empty.", 1)
    assert whole.line == 4


def test_a_year_that_is_none_costs_the_year_only() -> None:
    (found,) = read(RECORD.replace("2021", "10 15"))
    assert found.description
    assert found.description.year is None
    assert found.problem == "The year “10 15” could not be read."


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["Y1  - 2019", "DA  - 2020/02/03"], 2020),
        (["PY  - 2018", "DA  - MAY", "Y2  - 2024/01/01"], 2018),
        (["Y2  - 2024/01/01"], None),
        (["PY  - 2019", "PY  - 2018"], 2019),
        (["N1  - Export Date: 3 March 2026"], None),
    ],
)
def test_which_date_is_the_year(lines: list[str], year: int | None) -> None:
    assert describe(*lines).year == year


def test_prose_that_looks_like_a_tag_stays_prose() -> None:
    text = describe(
        "AB  - We used", "T1 - weighted images,", "ER - positive cells", "and IL - 6."
    ).abstract_text
    assert text == "We used T1 - weighted images, ER - positive cells and IL - 6."


def test_paragraphs_of_an_abstract_belong_to_it() -> None:
    found = describe("AB  - Background: first.", "", "Methods: second.", "", "", "Results: third.")
    assert [(s.label, s.text) for s in found.abstract] == [
        ("Background", "first."),
        ("Methods", "second."),
        ("Results", "third."),
    ]


def test_authors_keep_the_order_of_the_file_and_editors_are_none() -> None:
    found = describe("A1  - Lee, D", "AU  - Smith, A; Jones, C", "A2  - Editor, E", "A1  - Walking Group,")
    assert [str(one) for one in found.authors] == ["Lee D", "Smith A", "Jones C", "Walking Group"]
    assert found.extra == {"A2": ["Editor, E"]}


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Achterbergh RC, van den Brink W, de Vries HJ"], ["Achterbergh", "van den Brink", "de Vries"]),
        (["Kinter III, James L"], ["Kinter III"]),
        (["Lopez M, Juan C", "Ray, B"], ["Lopez M", "Ray"]),
        (["Vernon, Julia R; G", "Ray, B"], ["Vernon", "Ray"]),
        (["Ray, B", "MARINE TECHNOL SOC", "CAIZHI SHEN"], ["Ray", "MARINE TECHNOL SOC", "CAIZHI SHEN"]),
        (["Ray, B", "Lee A.", "J. Vernon"], ["Ray", "Lee", "Vernon"]),
        (["Ray B", "Lee AB"], ["Ray", "Lee"]),
        (["Troiano L P", "Dos Santos", "H B", "WHO"], ["Troiano", "Dos Santos", "WHO"]),
    ],
)
def test_whose_name_ends_where(lines: list[str], names: list[str]) -> None:
    found = describe(*(f"AU  - {line}" for line in lines))
    assert [one.family or one.literal for one in found.authors] == names


def test_a_cell_that_r_or_python_left_empty_says_nothing() -> None:
    found = describe("AB  - NA", "VL  - nan", "IS  - NULL", "KW  - NA", "DO  - None", "T2  - NA Journal")
    assert (found.abstract, found.volume, found.issue, found.keywords, found.doi) == ((), "", "", (), "")
    assert found.journal == "NA Journal"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        (["SP  - No", "EP  - Specified"], ""),
        (["SP  - N.PAG", "EP  - N.PAG"], ""),
        (["SP  - pp 37-64"], "37-64"),
        (["SP  - p. 5", "EP  - 9"], "5-9"),
        (["SP  - pag12"], "pag12"),
    ],
)
def test_pages(lines: list[str], pages: str) -> None:
    assert describe(*lines).pages == pages


def test_volume_of_ieee_and_a_journal_called_like_its_report() -> None:
    found = describe("VO  - 21", "T2  - Walking", "C7  - 5")
    assert (found.title, found.journal, found.volume) == ("Walking", "Walking", "21")


def test_titles_and_abstracts_come_without_their_markup() -> None:
    found = describe(
        'AB  - <h2 class="title">Background</h2><p>We listened.</p><h2>Results</h2><p>p<0.05</p>',
    )
    assert [(part.label, part.text) for part in found.abstract] == [
        ("Background", "We listened."),
        ("Results", "p<0.05"),
    ]
    (marked,) = read(RECORD.replace("Walking and", "<b>Walking</b> <i>and</i> 3 < 4"))
    assert marked.description
    assert marked.description.title == "Walking and 3 < 4 mood"


def test_keywords_one_a_line_or_between_semicolons() -> None:
    assert describe("KW  - a", "b c", "", "d", "KW  - e; f;a").keywords == ("a", "b c", "d", "e", "f")


def test_everything_else() -> None:
    found = describe(
        "M3  - Retracted Publication",
        "T2  - Journal of Walking",
        "J2  - J. Walk.",
        "C7  - e0101",
        "C2  - PMC123456",
        "SN  - 12345678 (ISSN); 978-0-306-40615-7",
        "UR  - javascript:alert(1)",
        "UR  - https://www.scopus.com/x?eid=2-s2.0-123&doi=10.1000%2fs",
        "AN  - WOS:000957555400001",
        "LA  - English",
        "N2  - A note.",
        "AB  - Tea &amp; walking &lt; 3.",
        "ZZ  - something",
        "ZZ  - else",
    )
    assert found.retracted
    assert found.types == ("JOUR", "Retracted Publication")
    assert (found.journal, found.journal_abbreviation) == ("Journal of Walking", "J. Walk.")
    assert (found.pages, found.pmcid, found.doi) == ("e0101", "PMC123456", "10.1000/s")
    assert (found.issn, found.isbn) == (("1234-5678",), ("9780306406157",))
    assert found.url.startswith("https://www.scopus.com/")
    assert found.ids == {
        "accession": "WOS:000957555400001",
        "wos": "WOS:000957555400001",
        "scopus": "2-s2.0-123",
    }
    assert found.abstract_text == "Tea & walking < 3."
    assert found.extra["ZZ"] == ["something", "else"]
    assert found.extra["N2"] == ["A note."]


def test_a_register_entry_and_a_book() -> None:
    (entry,) = read("TY  - DBASE\nTI  - Walking\nID  - NCT05514639\nAN  - NCT05514639\nER  -\n")
    assert entry.description
    assert entry.description.nct == "NCT05514639"
    central = describe("ID  - CN-02103847", "JA  - https://clinicaltrials.gov/show/NCT04381559")
    assert (central.nct, central.ids["central"]) == ("NCT04381559", "CN-02103847")
    (book,) = read("TY  - BOOK\nBT  - On Walking\nSP  - 10\nEP  - 12\nER  -\n")
    assert book.description
    assert (book.description.title, book.description.journal, book.description.pages) == (
        "On Walking",
        "",
        "10-12",
    )


def test_no_abstract_is_no_abstract() -> None:
    assert describe("AB  - [No abstract available]").abstract == ()
    assert describe("N2  - Walking.").abstract_text == "Walking."


def test_a_title_of_a_hundred_thousand_characters() -> None:
    title = "walk " * 20_000
    assert describe().title == "Walking"
    assert written(RECORD.replace("Walking and mood", title))[0] == title.strip()


def test_bytes_that_are_no_text_are_shown_as_such_and_said() -> None:
    raw = RECORD.replace("We walked.", "Größe “β”: m").encode().replace(b": m", b": \xffm")
    (found,) = Ris().read(io.BytesIO(raw))
    assert found.description
    assert found.description.abstract_text == "Größe “β”: \ufffdm"
    assert found.problem == "Some bytes are no text in any encoding we know; they are shown as \ufffd."
    assert found.raw == raw


def test_a_file_without_ty_lines_is_ris_all_the_same() -> None:
    data = (
        "C1  - 1001\nAU  - Isaac, F\nTI  - Fire; and sleep, revisited\nPY  - 2021\nDB  - a, b\nER  - \n\n" * 2
    )
    assert recognise(data.encode()).key == "ris"
    assert [one.description.title for one in read(data) if one.description] == [
        "Fire; and sleep, revisited"
    ] * 2


def test_entities_in_keywords_are_read_before_the_list_is_taken_apart() -> None:
    assert describe("KW  - Food &amp; Health; Walking").keywords == ("Food & Health", "Walking")
