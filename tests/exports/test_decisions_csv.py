"""Every decision as a table to take away."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

from screening.decisions.figures.first_votes import first_votes
from screening.exports.exporters.decisions_csv import DecisionsCsv
from screening.lib.spreadsheet import BOM
from screening.protocol.models import Stage
from screening.reviews.models import Member
from screening.reviews.operations import set_blinding
from tests.decisions.rows import make_candidate, make_protocol, vote


def rows(member: Member) -> list[dict[str, str]]:
    text = "".join(DecisionsCsv().write(member)).removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text)))


def by_name(verdicts: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(verdicts.items())


def test_what_agreement_is_computed_on_can_be_told(
    ada: Member, grace: Member, judy: Member, owen: Member
) -> None:
    make_protocol(ada.review)
    apart, known, alone = (make_candidate(ada.review, title) for title in ("Apart", "Known", "Alone"))
    vote(ada, apart, "include")
    vote(grace, apart, "exclude")
    vote(grace, apart, "include")
    vote(judy, apart, "include")
    vote(ada, known, "exclude")
    vote(ada, alone, "include")
    for blinded in (False, True):
        set_blinding(by=owen, blinded=blinded, reason="Training")
    vote(grace, known, "exclude")
    told = [(row["title"], row["who"], row["first_vote"], row["counts_for_agreement"]) for row in rows(ada)]
    assert told == [
        ("Apart", "Ada", "True", "True"),
        ("Apart", "Grace", "True", "True"),
        ("Apart", "Grace", "False", "False"),
        ("Apart", "Judy", "False", "False"),
        ("Known", "Ada", "True", "True"),
        ("Known", "Grace", "True", "False"),
        ("Alone", "Ada", "True", "False"),
    ]


def test_agreement_can_be_computed_again(ada: Member, grace: Member) -> None:
    make_protocol(ada.review)
    for number in range(6):
        candidate = make_candidate(ada.review)
        vote(ada, candidate, "include" if number % 2 else "exclude")
        vote(grace, candidate, "include" if number % 3 else "exclude")
    cast: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(ada):
        if row["counts_for_agreement"] == "True":
            cast[row["citation"]][row["who"]] = row["verdict"]
    names = {ada.pk: "Ada", grace.pk: "Grace"}
    judged = [
        {names[pk]: verdict for pk, verdict in one.verdicts.items()}
        for one in first_votes(review=ada.review, stage=Stage.TITLE_ABSTRACT)
        for _ in range(one.count)
    ]
    assert sorted(map(by_name, cast.values())) == sorted(map(by_name, judged))
    assert len(judged) == 6
