"""Agreement as a table to take away."""

from __future__ import annotations

import csv
import io

from screening.exports.exporters.agreement_csv import HEAD, AgreementCsv
from screening.lib.spreadsheet import BOM
from screening.reviews.models import Member
from tests.decisions.rows import make_candidate, make_protocol, vote


def rows(member: Member) -> list[dict[str, str]]:
    text = "".join(AgreementCsv().write(member)).removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text)))


def test_everybody_and_each_pair_in_parts(ada: Member, grace: Member) -> None:
    make_protocol(ada.review)
    for number in range(21):
        candidate = make_candidate(ada.review)
        vote(ada, candidate, "include" if number < 10 else "maybe" if number == 10 else "exclude")
        vote(grace, candidate, "include" if number < 11 else "exclude")
    found = rows(ada)
    assert [(row["first_member"], row["part"], row["maybe_read_as"]) for row in found] == [
        (who, part, reading)
        for who in ("everybody", "Ada")
        for part in ("all", "week", "version")
        for reading in ("as include", "as itself")
    ]
    everybody, pair = found[0], found[6]
    assert (pair["candidates"], pair["agreement_percent"], pair["cohen_kappa"]) == ("21", "100.0", "1.0")
    assert (pair["cohen_kappa_low"], pair["fleiss_kappa"]) == ("", "")
    assert (everybody["cohen_kappa"], everybody["fleiss_kappa"]) == ("", "1.0")
    apart = found[7]
    assert float(apart["cohen_kappa_low"]) < float(apart["cohen_kappa"]) < float(apart["cohen_kappa_high"])
    assert apart["negative_agreement"] == "1.0"


def test_undefined_is_a_word(ada: Member, grace: Member) -> None:
    make_protocol(ada.review)
    for _ in range(20):
        candidate = make_candidate(ada.review)
        vote(ada, candidate, "exclude")
        vote(grace, candidate, "exclude")
    everybody, *_, version = rows(ada)
    assert (everybody["fleiss_kappa"], everybody["gwet_ac1"]) == ("undefined", "1.0")
    assert (version["cohen_kappa"], version["positive_agreement"]) == ("undefined", "undefined")


def test_nothing_below_twenty(ada: Member, grace: Member) -> None:
    make_protocol(ada.review)
    candidate = make_candidate(ada.review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    assert "".join(AgreementCsv().write(ada)) == BOM + ",".join(HEAD) + "\r\n"
