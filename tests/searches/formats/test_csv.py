"""Tables: whose they are, what is in which column, and what spreadsheets did to them."""

import io
from pathlib import Path

import pytest

from screening.records.description import Description, Received
from screening.searches import reading, summarising
from screening.searches.fileformat import FileRefused
from screening.searches.formats.delimited import Delimited
from tests.searches.formats.samples import sample


def read(text: str | bytes, mapping: dict[str, str] | None = None) -> list[Received]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(Delimited(mapping).read(io.BytesIO(data)))


def one(text: str, problem: str = "") -> Description:
    (found,) = read(text)
    assert found.problem == problem
    assert found.description
    return found.description


VENDORS = {
    "PubMed": (
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,"
        "NIHMS ID,DOI\n"
        '31234567,"Walking, and mood.","Lee DK, Ray B.","J Walk. 2021 Jan 5;12(3):101-110. doi: 10.1000/w.",'
        "Lee DK,J Walk,2021,2021/01/06,PMC1234567,,10.1000/w\n"
    ),
    "Embase": (
        '"SEARCH QUERY","walking:ti"\n------------\n\n"Title","Author Names","Source","Medline PMID",'
        '"PUI","DOI"\n'
        '"Walking, and mood","Lee D.K., Ray B.","J Walk (2021) 12:3 (101-110). Date of Publication: 2021",'
        '"31234567","L212","10.1000/w"\n'
    ),
    "Scopus": (
        '\ufeff"Authors","Author full names","Title","Year","Source title","Volume","Issue","Art. No.",'
        '"Page start",'
        '"Page end","DOI","Link","PubMed ID","Source","EID"\n'
        '"Lee D.K.; Ray B.","Lee, D.K. (58975547800); Ray, B. (57190394669)","Walking, and mood","2021",'
        '"J Walk",'
        '"12","3","","101","110","10.1000/w","https://x","31234567","Scopus","2-s2.0-1"\n'
    ),
    "Web of Science": (
        "Authors,Author Full Names,Article Title,Source Title,Publication Date,Publication Year,Volume,"
        "Issue,Start Page,"
        "End Page,DOI,Early Access Date,Pubmed Id,UT (Unique WOS ID)\n"
        '"Lee, D; Ray, B","Lee, DK; Ray, B.","Walking, and mood",J Walk,,,12,3,101,110,10.1000/w,'
        "JAN 2021,31234567,"
        "WOS:1\n"
    ),
    "Cochrane CENTRAL": (
        "CENTRAL ID,Author(s),Title,Source,Year,Abstract,Volume,Issue,Pages,PubMed ID,Embase ID,DOI\n"
        'CN-1,"Lee, DK; Ray, B","Walking, and mood",J Walk,2021,,12,3,101-110,PUBMED 31234567,'
        "EMBASE 361,10.1000/w\n"
    ),
    "Dimensions": (
        '"About the data: Exported on Jan 10, 2024. Criteria: walking"\nRank,Publication ID,DOI,PMID,'
        "Title,Source title,"
        "Publication date,PubYear,Volume,Issue,Pagination,Authors,Authors (Raw Affiliation)\n"
        '1,pub.1,10.1000/w,31234567,"Walking, and mood",J Walk,2021-01-05,2021,12,3,101-110,"Lee,'
        ' DK; Ray, B","Lee (X)"\n'
    ),
    "Lens": (
        "Lens ID\tTitle\tPublication Year\tSource Title\tAuthor/s\tVolume\tIssue Number\tStart Page"
        "\tEnd Page\tPMID\tDOI\n"
        '000-1\tWalking, and mood\t2021\tJ Walk\t"D. K. Lee; B. Ray"\t12\t3\t101\t110\t31234567\t10.1000/w\n'
    ),
    "OpenAlex": (
        "id,doi,display_name,publication_year,cited_by_count,authorships.author.display_name,"
        "primary_location.source.display_name,ids.pmid,biblio.volume,biblio.issue,biblio.first_page,"
        "biblio.last_page\n"
        'https://openalex.org/W1,https://doi.org/10.1000/w,"Walking, and mood",2021,3,D. K. Lee|B. Ray,J Walk,'
        "https://pubmed.ncbi.nlm.nih.gov/31234567,12,3,101,110\n"
    ),
    "Rayyan": (
        "key,title,year,journal,issn,volume,issue,pages,authors,notes,doi,pubmed_id\n"
        'rayyan-1,"Walking, and mood",2021,J Walk,,12,3,101-110,"Lee, D. K. and Ray, B.",'
        '"RAYYAN-INCLUSION: {""Ana""=>""Included""}",10.1000/w,31234567\n'
    ),
    "Zotero": (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI",'
        '"Abstract Note","Pages","Issue",'
        '"Volume","Extra"\n"A1","journalArticle","2021","Lee, D. K.; Ray, B.","Walking, and mood",'
        '"J Walk","10.1000/w","",'
        '"101-110","3","12","tldr: nice\nPMID: 31234567"\n'
    ),
    "IEEE Xplore": (
        '"Document Title",Authors,"Publication Title","Publication Year","Volume","Issue","Start Page",'
        '"End Page","DOI",'
        'PMID\n"Walking, and mood","D. K. Lee; B. Ray","J Walk","2021","12","3","101","110","10.1000/w",'
        "31234567\n"
    ),
    "EBSCOhost": (
        "Article Title,Author,Journal Title,ISSN,Publication Date,Volume,Issue,First Page,Last Page,DOI,"
        "PMID,Doctype\n"
        '"Walking, and mood","Lee, DK; Ray, B;",J Walk,="19326203",20210403,12,3,101,110,10.1000/w,'
        '="31234567",Article\n'
    ),
    "Publish or Perish": (
        "Cites,Authors,Title,Year,Source,GSRank,DOI,Volume,Issue,StartPage,EndPage,PMID\n"
        '9,"DK Lee, B RAY…","Walking, and mood",2021,J Walk,1,10.1000/w,12,3,101,110,31234567\n'
    ),
    "Springer": (
        "Item Title,Publication Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year,"
        "Pages,PMID\n"
        '"Walking, and mood",J Walk,12,3,10.1000/w,Dora LeeBob Ray,2021,101-110,31234567\n'
    ),
    "RefWorks": (
        "Reference Type\tAuthors,"
        " Primary\tTitle Primary\tPeriodical Full\tPub Year\tVolume\tIssue\tStart Page\tOther Pages"
        "\tDOI\tPMID\nJournal Article\tLee,D K;Ray,null\tWalking,"
        " and mood\tJ Walk\t2021\t12\t3\t101\t110\t10.1000/w\t31234567\n"
    ),
}


@pytest.mark.parametrize("program", VENDORS)
def test_whose_table_it_is_and_what_it_says(program: str) -> None:
    text = VENDORS[program]
    assert reading.recognise(text.encode()).key == "csv"
    assert Delimited().sample(io.BytesIO(text.encode())).program == program
    found = one(text)
    assert (found.title.rstrip("."), found.year, found.journal) == ("Walking, and mood", 2021, "J Walk")
    assert (found.volume, found.issue, found.pages) == ("12", "3", "101-110")
    assert (found.doi, found.pmid) == ("10.1000/w", "31234567")
    assert [author.family.title() for author in found.authors] == ["Lee", "Ray"]


def test_numbers_of_databases() -> None:
    assert one(VENDORS["Scopus"]).ids == {"scopus": "2-s2.0-1"}
    assert one(VENDORS["Web of Science"]).ids == {"wos": "WOS:1"}
    assert one(VENDORS["Embase"]).ids == {"embase": "L212"}
    assert one(VENDORS["Cochrane CENTRAL"]).ids == {"central": "CN-1", "embase": "361"}
    assert one("Title,Year,Accession Number\nA,2020,WOS:2\n").ids == {"accession": "WOS:2", "wos": "WOS:2"}
    link = "https://www.scopus.com/x?eid=2-s2.0-9&doi=1"
    assert one(f"Title,Year,Link\nA,2020,{link}\n").ids == {"scopus": "2-s2.0-9"}


def test_registrations_have_a_number_and_no_authors() -> None:
    text = (
        "NCT Number,Study Title,Study URL,Study Status,Brief Summary,Conditions,Interventions,Sponsor,"
        "Study Type,"
        "Start Date,First Posted\nNCT04207047,Walking,https://clinicaltrials.gov/study/NCT04207047,"
        "COMPLETED,We walk.,"
        "A|B,DRUG: X|DEVICE: Y,Uni,INTERVENTIONAL,2018-11-01,2019-12-20\n"
    )
    found = one(text)
    assert (found.nct, found.year, found.authors) == ("NCT04207047", 2019, ())
    assert (found.keywords, found.subjects) == (("A", "B"), ("DRUG: X", "DEVICE: Y"))
    assert found.extra == {"Study Status": ["COMPLETED"], "Start Date": ["2018-11-01"]}


def test_what_has_no_place_is_kept_by_its_columns_name() -> None:
    text = "Title,Year,My column,,Cited by,DOI\nWalking,2021,mine,unnamed,7,not a doi\n"
    assert one(text).extra == {
        "My column": ["mine"],
        "column 4": ["unnamed"],
        "Cited by": ["7"],
        "DOI": ["not a doi"],
    }


def test_the_row_and_its_line_are_kept() -> None:
    text = 'Title,Abstract\r\n"One","first\r\nsecond"\r\n\r\nTwo,x\r\n'
    first, second = read(text)
    assert (first.raw, first.line) == (b'"One","first\r\nsecond"\r\n', 2)
    assert (second.raw, second.line) == (b"Two,x\r\n", 5)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_encodings_line_ends_and_delimiters_change_nothing(
    encoding: str, line_end: str, delimiter: str
) -> None:
    text = "Title,Author,Year\nGröße und “Mut”,Müller J,2021\nZwei,Lee B,2020\n"
    data = text.replace(",", delimiter).replace("\n", line_end).encode(encoding)
    assert reading.recognise(data).key == "csv"
    first, second = (found.description for found in read(data))
    assert first
    assert (first.title, first.authors[0].family, first.year) == ("Größe und “Mut”", "Müller", 2021)
    assert second
    assert second.title == "Zwei"


@pytest.mark.parametrize(
    "before", ["", "sep=;\n", '"sep=;"\n', "Table 1;;;\n", "\n\n;;;\n", "Search: a; b\n--\n\n"]
)
def test_what_stands_before_the_header(before: str) -> None:
    found = one(f"{before}\ufeff Title ;AUTHOR(S);publication_year;;\nWalking;Lee, B;2021;;\n;;;;\n")
    assert (found.title, found.authors[0].family, found.year) == ("Walking", "Lee", 2021)


def test_what_spreadsheets_did() -> None:
    text = (
        "Title,Year,PMID,DOI,Pages,Volume\n"
        "A,2019.0,3.12E+07,10.1000/a,2-Jan,12\n"
        'B,"=""2020""","=""31234567""","=""10.1000/b""","\'3-4",\n'
        'C,2021,"31,234,567",10.1000/c,44932,\n'
        "D,10 15,31234567.0,,,\n"
        "=cmd|' /C calc'!A0,2021,,,,\n"
        "'=1+1 as a title,2021,,,,\n"
    )
    a, b, c, d, e, f = read(text)
    assert a.problem.count("spreadsheet") == 2
    assert a.description
    assert (a.description.year, a.description.pmid, a.description.pages) == (2019, "", "")
    assert a.description.extra == {"PMID": ["3.12E+07"]}
    assert b.description
    assert (b.description.year, b.description.pmid, b.description.doi) == (2020, "31234567", "10.1000/b")
    assert b.description.pages == "3-4"
    assert c.description
    assert (c.description.pmid, c.problem) == ("31234567", "")
    assert d.description
    assert d.problem == "The year “10 15” could not be read."
    assert (d.description.year, d.description.pmid) == (None, "31234567")
    assert e.description
    assert e.description.title == "=cmd|' /C calc'!A0"
    assert f.description
    assert f.description.title == "=1+1 as a title"


def test_lines_that_are_no_records_are_told() -> None:
    text = 'Title,Author,Year,DOI\nWalking,"Lee, B",2021,10.1000/w\n"Exported by us, 2026"\nA,B\nC,D,2020,,stray\n'
    record, note, short, long = read(text)
    assert record.problem == ""
    assert note.description is None
    assert note.problem.startswith("It has one cell where the table has 4 columns")
    assert "It has 5 cells where the table has 4 columns" in long.problem
    assert short.problem == ""
    assert read("Title,Author,Year,DOI\nWalk")[0].problem == note.problem
    assert "ends inside this record" in read("Title,Author,Year\nA,B,2020\nWalk,Lee")[1].problem


def test_a_row_without_a_title_is_kept() -> None:
    found = one("Title,Abstract,DOI\n ,,10.1000/x\n", "It has no title.")
    assert found.doi == "10.1000/x"


def test_tables_put_end_to_end() -> None:
    joined = sample("csv") + sample("csv") + VENDORS["PubMed"].encode()
    found = read(joined)
    assert [one.description.pmid for one in found if one.description] == ["", "", "", "", "31234567"]
    assert [one.problem for one in found] == [""] * 5


def test_a_person_says_what_the_columns_hold() -> None:
    text = "Kennung,Was,Wer\n7,Gehen,Müller J\n"
    with pytest.raises(FileRefused, match=r"None of the columns has a name that we know \(“Kennung”, “Was”"):
        read(text)
    asked = reading.sample(io.BytesIO(text.encode()), "csv")
    assert (asked.columns, asked.fields) == (("Kennung", "Was", "Wer"), ("", "", ""))
    assert asked.rows == (("7", "Gehen", "Müller J"),)
    (found,) = read(text, {"Was": "title", "Wer": "authors"})
    assert found.description
    assert (found.description.title, found.description.authors[0].family) == ("Gehen", "Müller")
    assert found.description.extra == {"Kennung": ["7"]}
    stream = io.BytesIO(text.encode())
    summary = summarising.summarise(stream, format_key="csv", mapping={"Was": "title"})
    assert (summary.records, summary.missing["title"], summary.missing["authors"]) == (1, 0, 1)
    with pytest.raises(ValueError, match="no such field: colour"):
        read(text, {"Was": "colour"})
    with pytest.raises(FileRefused, match="has no columns"):
        reading.sample(io.BytesIO(sample("ris")), "ris")


def test_a_table_without_names_is_mapped_by_number() -> None:
    first, second = read("Gehen;2021\nSitzen;2020\n", {"column 1": "title", "column 2": "year"})
    assert first.description
    assert second.description
    assert (first.description.title, second.description.year) == ("Gehen", 2020)


def test_embases_fields_by_row() -> None:
    text = (
        '"SEARCH QUERY","walking"\n--------\n\n"TITLE","Walking, and mood"\n"AUTHOR NAMES","Lee D.","Ray B."\n'
        '"SOURCE TITLE","J Walk"\n"PUBLICATION YEAR","2021"\n"ABSTRACT","One\ntwo."\n"MEDLINE PMID",'
        '"31234567"\n\n'
        '"TITLE","Sitting"\n"PUBLICATION YEAR","2020"\n"DOI","10.1000/s"\n'
    )
    assert reading.recognise(text.encode()).key == "csv"
    first, second = read(text)
    assert first.description
    assert [author.family for author in first.description.authors] == ["Lee", "Ray"]
    assert (first.description.journal, first.description.pmid) == ("J Walk", "31234567")
    assert (first.description.abstract_text, first.line) == ("One two.", 4)
    assert second.description
    assert (second.description.title, second.description.doi, second.line) == ("Sitting", "10.1000/s", 12)


def test_a_wide_and_a_long_table_are_read_as_they_come() -> None:
    wide = (
        "Title,Year," + ",".join(f"c{number}" for number in range(16_000)) + "\nWalking,2021" + ",x" * 16_000
    )
    assert len(one(wide + "\n").extra) == 16_000
    abstract = "we walked " * 300_000
    assert one(f'Title,Abstract\nWalking,"{abstract}"\n').abstract_text == abstract.strip()


def test_memory_stays_bounded() -> None:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("no /proc here to measure memory with")
    row = b'Walking,"Lee, B",2021,"' + b"we walked " * 2_000 + b'"\n'
    stream = io.BytesIO(b"Title,Authors,Year,Abstract\n" + row * 1_500)
    before = _resident_kb(status)
    assert sum(1 for _ in reading.read(stream)) == 1_500
    assert _resident_kb(status) - before < 20_000


def _resident_kb(status: Path) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))


def test_columns_named_by_tags_of_ris() -> None:
    found = one(
        'TY,AU,year,TI,T2,VL,DO\nJOUR,"Lee, Ann and Ray, Bo",2019,Walking,Journal of Walking,8,10.1000/x\n'
    )
    assert (found.title, found.year, found.journal, found.doi) == (
        "Walking",
        2019,
        "Journal of Walking",
        "10.1000/x",
    )
    assert [author.family for author in found.authors] == ["Lee", "Ray"]
