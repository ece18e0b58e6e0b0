import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from screening.reports.counts import Column, Counts, ReasonCount, SourceCount
from screening.reports.flow_boxes import boxes_of
from screening.reports.flow_diagram import draw
from screening.reports.flow_text import Entry, lines, width
from tests.reports.examples import EARLIER, FINISHED, IN_PROGRESS

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 11, 22)


def drawn(counts: Counts, links: dict[str, str] | None = None, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(draw(counts, links or {}, title="Walking", dated=DAY, **options))  # type: ignore[arg-type]


def texts(svg: ElementTree.Element) -> list[str]:
    """What each text element says; its lines are joined as they are wrapped."""
    return [" ".join(" ".join(one.itertext()).split()) for one in svg.iter(f"{SVG}text")]


def test_the_templates_labels_and_every_number_are_there() -> None:
    found = texts(drawn(FINISHED))
    assert found == [
        "Walking",
        "As of 22 November 2026",
        "Identification of studies via databases and registers",
        "Identification of studies via other methods",
        "Identification",
        "Screening",
        "Included",
        "Records identified from:",
        "Databases (n = 1,200)",
        "PubMed (n = 700)",
        "Embase, Ovid (n = 500)",
        "Registers (n = 100)",
        "ClinicalTrials.gov (n = 100)",
        "Records removed before screening:",
        "Duplicate records removed (n = 211)",
        "Records marked as ineligible by automation tools (n = 17)",
        "Records removed for other reasons (n = 3)",
        "Unparseable (n = 3)",
        "Records identified from:",
        "Websites (n = 4)",
        "WHO (n = 4)",
        "Citation searching (n = 13)",
        "Citation searching (n = 13)",
        "Contacts (n = 6)",
        "Letters (n = 6)",
        "Records screened (n = 1,069)",
        "Records excluded (n = 1,030)",
        "by people (n = 1,001)",
        "by automation tools (n = 29)",
        "Reports sought for retrieval (n = 41)",
        "Reports not retrieved (n = 5)",
        "Reports sought for retrieval (n = 6)",
        "Reports not retrieved (n = 0)",
        "Reports assessed for eligibility (n = 36)",
        "Reports excluded (n = 27)",
        "No exosomes (n = 19)",
        "Wrong place, e.g. neck; knee (n = 8)",
        "Reports assessed for eligibility (n = 6)",
        "Reports excluded (n = 4)",
        "No exosomes (n = 4)",
        "Studies included in review (n = 10)",
        "Reports of included studies (n = 11)",
        "Of the records identified via other methods:",
        "duplicates of records already known (n = 7)",
        "excluded at title and abstract (n = 10)",
        "PRISMA 2020 flow diagram (Page MJ, et al. BMJ 2021;372:n71; CC BY 4.0)",
    ]


def test_without_other_methods_the_column_is_not_drawn() -> None:
    assert not any("other methods" in text for text in texts(drawn(IN_PROGRESS)))


def test_an_update_shows_the_previous_version_and_the_total() -> None:
    found = texts(drawn(replace(FINISHED, previous=EARLIER)))
    assert "Identification of new studies via databases and registers" in found
    assert "Studies included in previous version of review (n = 4)" in found
    assert "New studies included in review (n = 10)" in found
    assert "Total studies included in review (n = 14)" in found
    assert "Reports of total included studies (n = 17)" in found


def test_a_draft_says_so_and_what_is_open() -> None:
    found = texts(drawn(IN_PROGRESS))
    assert found[0] == "DRAFT"
    at = found.index("DRAFT: not everything is decided yet. Still open:")
    assert found[at + 1 : at + 6] == [
        "to be screened (n = 2)",
        "in conflict at title and abstract (n = 1)",
        "awaiting their full text (n = 2)",
        "to be assessed in full text (n = 1)",
        "in conflict at full text (n = 1)",
    ]
    assert not any("DRAFT" in text for text in texts(drawn(FINISHED)))


def test_numbers_that_do_not_add_up_are_shown_as_such() -> None:
    found = texts(drawn(replace(IN_PROGRESS, dbr=replace(IN_PROGRESS.dbr, identified=13))))
    at = found.index("These numbers do not add up:")
    assert "records identified 13 \u2260 duplicates 1" in found[at + 1]


def test_every_number_leads_to_its_list() -> None:
    counts = replace(FINISHED, previous=EARLIER)
    links = {key: f"/lists?box={key}&x=<1>" for key in counts.boxes()}
    anchors = list(drawn(counts, links).iter(f"{SVG}a"))
    keyed = [entry for box in boxes_of(counts).values() for entry in box if entry.box]
    assert {entry.box for entry in keyed} <= links.keys()
    assert len(anchors) == len(keyed) + 2  # the two numbers of the footnote
    screened = next(one for one in anchors if one.get("aria-label") == "Records screened (n = 1,069)")
    assert screened.get("href") == "/lists?box=dbr.screened&x=<1>"
    assert "".join(screened.itertext()) == "(n = 1,069)"


def test_a_picture_is_an_image_and_one_with_links_is_not() -> None:
    assert drawn(FINISHED).get("role") == "img"
    assert drawn(FINISHED, {"dbr.screened": "/x"}).get("role") == "group"
    assert drawn(FINISHED).findtext(f"{SVG}title") == "PRISMA 2020 flow diagram: Walking"
    assert "Records screened (n = 1,069)" in (drawn(FINISHED).findtext(f"{SVG}desc") or "")


@pytest.mark.parametrize("standalone", [False, True])
def test_no_style_that_a_strict_policy_refuses(standalone: bool) -> None:
    svg = draw(IN_PROGRESS, {"dbr.screened": "/x"}, title="Walking", dated=DAY, standalone=standalone)
    assert not re.search(r"\bstyle\b|<style|<script|\bon\w+=", svg)
    assert ('fill="#fff"' in svg) is standalone
    assert ("font-family" in svg) is standalone


def test_text_from_outside_is_escaped_wherever_it_stands() -> None:
    nasty = '<script>alert(1)</script> & "quotes" \' \x00\x0b\ud800 ]]>'
    column = replace(
        IN_PROGRESS.dbr,
        sources=(SourceCount("x", nasty, "database", 12),),
        ft_excluded=(ReasonCount("E1", nasty, 0),),
    )
    links = {"dbr.source.x": 'javascript:"><script>', "dbr.ft_excluded.E1": "/x"}
    svg = draw(Counts(dbr=column), links, title=nasty, dated=DAY)
    tree = ElementTree.fromstring(svg)
    assert not list(tree.iter(f"{SVG}script"))
    assert "<script" not in svg
    assert sum('<script>alert(1)</script> & "quotes"' in text for text in texts(tree)) == 3


@pytest.mark.parametrize("counts", [Counts(), IN_PROGRESS, replace(FINISHED, previous=EARLIER)])
def test_boxes_do_not_overlap_and_text_stays_in_them(counts: Counts) -> None:
    long = tuple(ReasonCount(f"E{i}", "unbreakable" * 9 + " and a long reason " * i, i) for i in range(12))
    counts = replace(counts, dbr=replace(counts.dbr, ft_excluded=long))
    svg = drawn(counts)
    _, _, wide, high = (float(n) for n in (svg.get("viewBox") or "").split())
    boxes = [
        tuple(float(one.get(side) or 0) for side in ("x", "y", "width", "height"))
        for one in svg.iter(f"{SVG}rect")
        if one.get("class") == "box"
    ]
    for i, (x, y, w, h) in enumerate(boxes):
        assert x + w < wide
        assert y + h < high
        for a, b, c, d in boxes[:i]:
            assert x >= a + c or a >= x + w or y >= b + d or b >= y + h
    for box in boxes_of(counts).values():
        for entry in box:
            for text, number in lines(entry, 250):
                assert width(f"{text} {number}".strip()) <= 250


def test_lines_break_between_words_and_keep_the_number_whole() -> None:
    entry = Entry("Records marked as ineligible by automation tools", 1234567)
    found = lines(entry, 200)
    assert " ".join(f"{text} {number}".strip() for text, number in found) == str(entry)
    assert [number for _, number in found if number] == ["(n = 1,234,567)"]
    assert lines(Entry("", 3), 200) == [("", "(n = 3)")]
    assert all(text for text, _ in lines(Entry("x" * 500), 50))
    assert width("研究") > width("ab")


def test_empty_counts_can_be_drawn() -> None:
    assert "Records screened (n = 0)" in texts(drawn(Counts(dbr=Column())))
