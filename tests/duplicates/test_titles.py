from __future__ import annotations

import pytest

from screening.duplicates import titles
from screening.duplicates.titles import Wording, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TNF-α blockade in latent tuberculosis", "TNF-alpha blockade in latent tuberculosis."),
        ("Risk &amp;amp; use of <i>H. pylori</i> in H<sub>2</sub>-blockers", "Risk & use of H. pylori in H2-blockers"),
        ("The role of HPV testing. [Review] [72 refs]", "The role of HPV testing"),
        ("Risk in women.[Erratum appears in Lancet Oncol. 2011 Aug;12(8):722", "RISK IN WOMEN"),
        ("[Copper in medical practice]", "Copper in medical practice"),
        ("RETRACTED: Copper in medical practice", "Copper in medical practice"),
        ("Randomisation of haemodialysis behaviour", "Randomization of hemodialysis behavior"),
        ("Müller’s œuvre – a review (abstract)", "Muller's oeuvre - a review"),
        ("Single‐Dose Tafenoquine", "Single-Dose Tafenoquine"),
    ],
)  # fmt: skip
def test_one_title_in_two_spellings(one: str, other: str) -> None:
    assert normalised(one).squashed == normalised(other).squashed


@pytest.mark.parametrize(
    ("title", "generic"),
    [
        ("Editorial", True),
        ("Letter to the Editor: in defence of walking", True),
        ("Introduction", True),
        ("Poster session II", True),
        ("Exosomes for chronic low back pain", False),
        ("外泌体治疗腰痛的随机对照试验研究", False),
        ("外泌体", True),
        ("", True),
    ],
)
def test_titles_that_many_reports_have(title: str, generic: bool) -> None:
    assert normalised(title).generic is generic


@pytest.mark.parametrize(
    ("one", "other", "wording"),
    [
        ("Walking for back pain", "Walking for back pain", Wording()),
        ("Walking in men", "Walking in women", Wording(1, 1, False)),
        ("Controlling Legionella in hospitals", "Controling Legionella in hospitals", Wording(0, 0, True)),
        ("Hypotension after surgery", "Hypertension after surgery", Wording(1, 1, False)),
        ("Non immune travellers", "Nonimmune travellers", Wording()),
        ("Walking for pain", "Walking for back pain", Wording(0, 1, False)),
        ("Results at week 24", "Results at week 48", Wording(1, 1, False)),
    ],
)
def test_how_titles_differ(one: str, other: str, wording: Wording) -> None:
    assert titles.wording(normalised(one), normalised(other)) == wording


def test_a_title_without_its_subtitle_is_a_part() -> None:
    short, long = (
        normalised("Nurse-led titration of heart failure drugs"),
        normalised("Nurse-led titration of heart failure drugs: a cluster randomised trial"),
    )
    assert titles.is_part(short, long)
    assert titles.is_part(long, short)
    assert not titles.is_part(normalised("Walking"), normalised("Walking and sitting"))


def test_words_in_another_order_are_the_same_title() -> None:
    assert (
        titles.likeness(
            normalised("Silver and copper in catheters"), normalised("Copper and silver in catheters")
        )
        == 100
    )
    assert titles.likeness(normalised(""), normalised("")) == 0
