"""Strict: rather no match than a wrong one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.metadata.matching import Wanted, only_one, same_report, titles_agree
from screening.records.description import Author, Description

TITLE = "Exosomes for low back pain: a trial"
WANTED = Wanted(1, TITLE, "Müller", 2021)
FOUND = Description(title="Exosomes for Low Back Pain. A Trial.", authors=(Author("Muller", "A"),), year=2021)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (WANTED, FOUND),
        (replace(WANTED, year=None), FOUND),
        (replace(WANTED, first_author=""), FOUND),
        (WANTED, replace(FOUND, authors=())),
        (replace(WANTED, doi="10.1000/x"), replace(FOUND, doi="10.1000/x")),
    ],
)
def test_the_same(wanted: Wanted, found: Description) -> None:
    assert same_report(wanted, found)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (WANTED, replace(FOUND, title="Exosomes for low back pain")),
        (WANTED, replace(FOUND, year=2022)),
        (WANTED, replace(FOUND, authors=(Author("Lee", "A"),))),
        (replace(WANTED, doi="10.1000/x"), replace(FOUND, doi="10.1000/y")),
        (replace(WANTED, pmid="1"), replace(FOUND, pmid="2")),
        (replace(WANTED, year=None, first_author=""), FOUND),
        (replace(WANTED, title="Editorial"), replace(FOUND, title="Editorial")),
        (replace(WANTED, title=""), replace(FOUND, title="")),
    ],
)
def test_not_the_same_or_not_certain(wanted: Wanted, found: Description) -> None:
    assert not same_report(wanted, found)


def test_two_that_fit_are_none() -> None:
    assert only_one(WANTED, [FOUND, replace(FOUND, title="Another title, long enough")]) == FOUND
    assert only_one(WANTED, [FOUND, replace(FOUND, doi="10.1000/preprint")]) is None


def test_a_title_agrees_without_its_subtitle() -> None:
    assert titles_agree(TITLE, "Exosomes for low back pain")
    assert not titles_agree(TITLE, "Exosomes")
    assert not titles_agree(TITLE, "Mesh for hernia")
