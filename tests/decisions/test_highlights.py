from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.decisions.highlights import Highlighter, Part


def found(text, include="", exclude=""):
    return [(part.text, part.found) for part in Highlighter(include, exclude).parts(text) if part.found]


@pytest.mark.parametrize(
    ("term", "text", "marked"),
    [
        ("rat", "A rat, rats and a RAT.", ["rat", "RAT"]),
        ("rat*", "A rat, rats, rational; demonstrate", ["rat", "rats", "rational"]),
        ("*cyte", "chondrocyte and cytes", ["chondrocyte"]),
        ("h*matology", "haematology, hematology", ["haematology", "hematology"]),
        ("a*b*c", "aXbYc abcd", ["aXbYc"]),
        ("low back pain", "Low  back\npain; low-back pain", ["Low  back\npain", "low-back pain"]),
        ("exosome", "exosome-derived", ["exosome"]),
        ("exosom* derived", "exosomes-derived", ["exosomes-derived"]),
        ("β-catenin", "the Β-CATENIN path", ["Β-CATENIN"]),
        ("strasse", "STRASSE, Straße, straẞe", ["STRASSE", "Straße", "straẞe"]),
        ("straße", "STRASSE, Straße", ["STRASSE", "Straße"]),
        ("fibro*", "Lung ﬁbrosis and FIBROMA", ["ﬁbrosis", "FIBROMA"]),
        ("sjögren", "SJO\u0308GREN, Sjögren", ["SJO\u0308GREN", "Sjögren"]),
        ("ΟΔΟΣ", "οδος, οδοσ", ["οδος", "οδοσ"]),
        ("p<0.05", "at p<0.05 or p<0.051", ["p<0.05"]),
        ("(rat)", "mouse(rat)", ["(rat)"]),
        ("<script>", "a <script> here", ["<script>"]),
        ("c++", "in C++ code", ["C++"]),
        ("外泌体", "研究外泌体治疗腰痛", ["外泌体"]),
        ("腰痛\n外泌体*", "间充质外泌体治疗慢性腰痛", ["外泌体", "腰痛"]),
        ("exosom*", "共12项研究exosomes显著", ["exosomes"]),
        ("エクソソーム", "このエクソソームは", ["エクソソーム"]),
        ("ปวดหลัง", "ผู้ป่วยปวดหลังเรื้อรัง", ["ปวดหลัง"]),
        ("दर", "दर और दर्द, दर।", ["दर", "दर"]),
        ("दर्द\nपीठ*", "पीठों का दर्द।", ["पीठों", "दर्द"]),
        ("*", "nothing", []),
        ("***", "nothing", []),
        ("\n \n", "nothing", []),
    ],
)
def test_terms(term, text, marked):
    assert [piece for piece, _ in found(text, include=term)] == marked


def test_overlapping_terms_of_one_kind_are_one_mark():
    assert found("low back pain", include="low back\nback pain") == [("low back pain", "in")]
    assert found("low back pain", include="back\nlow back pain") == [("low back pain", "in")]


def test_overlapping_terms_of_both_kinds_are_marked_as_both():
    parts = Highlighter("back pain", "pain in rats").parts("back pain in rats!")
    assert parts == [Part("back ", "in"), Part("pain", "in out"), Part(" in rats", "out"), Part("!")]


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=30))
def test_no_text_is_lost_whatever_the_terms(text, include, exclude):
    assert "".join(part.text for part in Highlighter(include, exclude).parts(text)) == text


SOME = "aB1é ß-*'(\u0308ﬁ"


@given(st.text(SOME, max_size=40), st.text(f"{SOME}\n", max_size=20))
def test_terms_that_begin_with_letters_are_found_the_same_beside_one_that_does_not(text, terms):
    assert found(text, include=terms) == found(text, include=f"{terms}\n(never there")


def test_markup_in_a_text_is_text_and_can_be_found():
    text = "a <mml:math><mml:mi>x</mml:mi></mml:math> &lt; 5 & <b onclick=alert(1)>"
    parts = Highlighter("mi\n&lt;", "onclick=alert(1)").parts(text)
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.found] == ["mi", "mi", "&lt;", "onclick=alert(1)"]


def test_no_terms_no_marks():
    assert Highlighter("", "").parts("text") == [Part("text")]
    assert Highlighter("a", "b").parts("") == []


def test_hostile_terms_and_texts_stay_quick():
    stars = "*a" * 20 + "*b"
    started = perf_counter()
    found("a" * 100_000 + " " + "a " * 20_000, include=stars + "\n" + "a*" * 30 + "c", exclude="a " * 50)
    assert perf_counter() - started < 5


def test_a_page_of_text_among_the_terms_is_no_term():
    page = " ".join(["a"] * 5_000)
    began = perf_counter()
    assert [part.found for part in Highlighter(f"{page}\nrats", "").parts("a " * 20_000 + "rats")] == [
        "",
        "in",
    ]
    assert perf_counter() - began < 1
