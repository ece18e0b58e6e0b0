from __future__ import annotations

import pytest
from lxml import etree

from screening.searches.pubmed.markup import fold, text_of, texts_of

MML = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


def read(xml: str) -> str:
    return text_of(etree.fromstring(f"<t>{xml}</t>"))


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("p &lt; 0.05 and n &gt; 3 &amp; more", "p < 0.05 and n > 3 & more"),
        ("  two\n\tlines\u00a0here ", "two lines here"),
        ("<i>in vivo</i> and <b>b<u>o</u>ld</b>", "in vivo and bold"),
        ("a<unknown kind='x'>b<deeper>c</deeper></unknown>d", "abcd"),
        ("a<!-- not text -->b<?nor this?>c", "abc"),
        ("CD4<sup>+</sup>Foxp3<sup>-</sup> T", "CD4⁺Foxp3⁻ T"),
        ("H<sub>2</sub>O, Fe<sub>3</sub>O<sub>4</sub>", "H₂O, Fe₃O₄"),
        ("10<sup>-19</sup>, 10<sup>\u221219</sup>, 10<sup>\u201319</sup>", "10⁻¹⁹, 10⁻¹⁹, 10⁻¹⁹"),
        ("x<sup>n</sup>", "xⁿ"),
        ("PubMed<sup>®</sup> and <sup>99m</sup>Tc", "PubMed® and ⁹⁹ᵐTc"),
        ("p<sub>trend</sub>, OR<sub>Q3</sub>", "p_(trend), OR_(Q3)"),
        ("Lmna<sup>\n  <i>-/-</i>\n  </sup> mice", "Lmna^(-/-) mice"),
        ("CD4<sup>+ </sup>T", "CD4⁺ T"),
        ("a<sup></sup>b", "ab"),
        ("a<sup>x<sup>2</sup></sup>", "a^(x²)"),
        ("<DispFormula>E=mc<sup>2</sup></DispFormula>", "E=mc²"),
    ],
)
def test_markup_becomes_what_it_means(xml: str, text: str) -> None:
    assert read(xml) == text


@pytest.mark.parametrize(
    ("mathml", "text"),
    [
        ("<mrow><mi>n</mi><mo>=</mo><mn>13</mn></mrow>", "n=13"),
        ("<mrow><mn>32</mn><mtext> ppm</mtext></mrow>", "32 ppm"),
        ("<msup><mi>R</mi><mn>2</mn></msup>", "R²"),
        ("<msub><mi>p</mi><mtext>trend</mtext></msub>", "p_(trend)"),
        (
            "<msubsup>\n <mrow><mtext>PO</mtext></mrow> <mrow><mn>4</mn></mrow>\n"
            " <mrow><mo>-</mo><mn>3</mn></mrow></msubsup>",
            "PO₄⁻³",
        ),
        ("<mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "1/(a+b)"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "³√x"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ('<mfenced open="|" close="&gt;" separators=""><mi>a</mi><mi>b</mi></mfenced>', "|ab>"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x¯"),
        ("<mover><mi>x</mi><mtext>def</mtext></mover>", "xᵈᵉᶠ"),
        ("<munder><mi>lim</mi><mi>n</mi></munder>", "limₙ"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>", "∑ᵢⁿ"),
        (
            "<mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd><mtd>1</mtd></mtr></mtable>",
            "1, 0; 0, 1",
        ),
        ("<mrow><mi>f</mi><mo>\u2061</mo><mi>x</mi></mrow>", "fx"),
        ("<mi>a</mi><mspace width='1em'/><mi>b</mi>", "a b"),
        ("<semantics><mi>x</mi><annotation>\\mathit{x}</annotation></semantics>", "x"),
        ("<msup><mi>lonely</mi></msup>", "lonely"),
        ("<apply><plus/><ci>a</ci><cn>17<sep/>29</cn></apply>", "a1729"),
        ("<!-- c --><mi>a</mi>", "a"),
    ],
)
def test_mathml_becomes_one_line(mathml: str, text: str) -> None:
    assert read(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{mathml}</math>') == text


def test_mathml_stands_where_it_stood() -> None:
    assert read(f"ratio (DIN: <mml:math {MML}><mml:mi>x</mml:mi></mml:math> ), low") == "ratio (DIN: x ), low"


def test_a_formula_without_text_has_its_description() -> None:
    assert read(f'<mml:math {MML} alttext="x squared"/>') == "x squared"


def test_nothing_is_empty_text() -> None:
    assert text_of(None) == ""
    assert fold(" \n ") == ""


def test_texts_are_named_once_and_never_empty() -> None:
    items = etree.fromstring("<l><k>a</k><k/><k> a </k><k>b</k></l>")
    assert texts_of(items) == ("a", "b")
