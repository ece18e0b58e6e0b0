"""What tests of the writers stand on: descriptions that try everything, and the way there and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from hypothesis import strategies as st

from screening.exports.writing.entry import Entry, inverted
from screening.records.abstracts import sections
from screening.records.description import Author, Description, Section
from screening.searches.fileformat import FORMATS
from screening.searches.rows import DAMAGED

RICH = Description(
    title="Exosomes & Co.: 100 % of β-cells {live}, at $5_a #1 ~ C:\\path ^2",
    authors=(
        Author("Müller", "Jörg K"),
        Author("van der Berg", "Ann"),
        Author(literal="Walking Study Group"),
    ),
    year=2021,
    date="2021 Jan 5",
    journal="Journal of Walking & Sitting",
    journal_abbreviation="J Walk Sit",
    volume="12",
    issue="3",
    pages="101-110",
    doi="10.1000/(sici)1097_1%3c1::aid-x3>3.0.co;2-q",
    pmid="31234567",
    pmcid="PMC7654321",
    nct="NCT01234567",
    issn=("1234-5678", "8765-432X"),
    isbn=("9781234567897",),
    abstract=(Section("We asked. Why?", "BACKGROUND"), Section("We walked (p < 0.05).", "METHODS")),
    keywords=("low back pain", "exosomes"),
    subjects=("Pain, Low Back/therapy",),
    languages=("eng", "ger"),
    types=("Journal Article", "Randomized Controlled Trial"),
    url="https://example.org/a_b?c=1&d=%20",
    publisher="Press & Sons",
    ids={
        "accession": "WOS:000123",
        "wos": "WOS:000123",
        "scopus": "2-s2.0-85012345678",
        "embase": "L2001234",
    },
)
BARE = Description(title="A title alone")
HOSTILE = (
    Description(title="=cmd|' /C calc'!A0 \"quoted, {", abstract=(Section("-1+1\nER  - \nTY  - JOUR"),)),
    Description(title="PMID- 1 and x<y & z @article{x, ]]> ‮bidi\x00\x0b}", keywords=("@SUM(A1)", "a, b")),
    Description(title="Line\r\nbreak\u2028and\ttab", authors=(Author("O'Brien", "Seán"),), year=1999),
    Description(title="No year, no authors", retracted=True, types=("article",), journal="'Odd' journal"),
)
ALL = (RICH, BARE, *HOSTILE)


def entries(descriptions: Iterable[Description]) -> Iterator[Entry]:
    return (Entry(number, d, ("PubMed", "Embase")) for number, d in enumerate(descriptions, 1))


def back(data: bytes, format_key: str) -> list[Description]:
    """What our own import makes of a file, in which it must find nothing wrong that was not so before."""
    received = list(FORMATS[format_key]().read(BytesIO(data)))
    assert {one.problem for one in received} <= {"", "It has no title.", DAMAGED}
    return [one.description for one in received if one.description]


def plain(text: str) -> str:
    """As every reader gives a text: white space collapsed, control characters gone."""
    return " ".join(text.replace("\x00", "").split())


def told(d: Description, *without: str) -> dict[str, object]:
    """What must come back from every format, in the one way that all formats can say it."""
    values: dict[str, object] = {
        "title": plain(d.title),
        "authors": [plain(inverted(author)) for author in d.authors],
        "year": d.year,
        "journal": plain(d.journal),
        "volume": d.volume,
        "issue": d.issue,
        "pages": d.pages,
        "doi": d.doi,
        "pmid": d.pmid,
        "pmcid": d.pmcid,
        "nct": d.nct,
        "issn": d.issn,
        "isbn": d.isbn,
        "abstract": plain(d.abstract_text),
        "keywords": list(dict.fromkeys(plain(word) for word in (*d.keywords, *d.subjects))),
        "languages": d.languages,
        "retracted": d.retracted,
    }
    return {name: value for name, value in values.items() if name not in without}


_words = st.text(
    st.characters(categories=("Lu", "Ll", "Nd", "Po", "Sc", "Sm"), exclude_characters=";\u037e&…；")
    | st.sampled_from(" {}\\$%#_~^-"),
    max_size=40,
)
_lines = _words.map(plain).filter(
    lambda text: len(text) > 4 and any(map(str.isalpha, text))
)  # "NA" is nothing
_names = st.from_regex(r"[A-ZÄÖÜÉ][a-zäöüéß]{1,8}([ '-][A-Z][a-z]{2,8})?", fullmatch=True)
_authors = st.builds(Author, family=_names, given=st.from_regex(r"[A-Z][a-z]{2,6}( [A-Z])?", fullmatch=True))
_numbers = st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True)

descriptions = st.builds(
    Description,
    title=_lines,
    authors=st.lists(_authors, max_size=4).map(tuple),
    year=st.none() | st.integers(1500, 2099),
    journal=_names.map("Journal of {}".format),
    volume=st.just("") | _numbers,
    issue=st.just("") | _numbers,
    pages=st.just("")
    | _numbers
    | st.from_regex(r"[eS]?[1-9][0-9]{0,3}-[eS]?[1-9][0-9]{0,3}", fullmatch=True),
    doi=st.just("")
    | st.from_regex(r"10\.[0-9]{4,6}/[a-z0-9._()-]{0,12}[a-z0-9]", fullmatch=True).filter(
        lambda doi: doi.count("(") == doi.count(")")
    ),
    pmid=st.just("") | st.from_regex(r"[1-9][0-9]{3,7}", fullmatch=True),
    pmcid=st.just("") | st.from_regex(r"PMC[0-9]{5,8}", fullmatch=True),
    nct=st.just("") | st.from_regex(r"NCT[0-9]{8}", fullmatch=True),
    abstract=_lines.map(sections) | st.just(()),
    keywords=st.lists(_names, max_size=3, unique=True).map(tuple),
    languages=st.sampled_from([(), ("eng",), ("ger",)]),
    types=st.sampled_from([("Journal Article",), ("JOUR",), ("Article",)]),
)
