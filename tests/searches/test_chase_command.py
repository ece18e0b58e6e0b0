from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate
from screening.demo.eutils import StandIn
from screening.reviews.models import Member
from screening.searches.models import Run
from tests.casting import arranging
from tests.searches.chasing import SEED, make_seed, small_pubmed


@pytest.fixture
def ncbi(settings: Any) -> Iterator[StandIn]:
    with small_pubmed(settings) as standin:
        yield standin


def command(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("chase", "exosomes", *arguments, "--json", stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_a_chase_in_the_foreground(owen: Member, ines: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    result = command("--seeds", str(SEED), "--method", "pubmed_cited_by", "--as", "ines@example.org")
    assert (result["state"], result["received"], result["seeds"]) == ("complete", 5, [seed.pk])
    assert result["source"] == "pubmed_cited_by"
    assert AuditEvent.objects.filter(kind="run.started").latest("pk").via == "command"
    assert AuditEvent.objects.get(kind="citation.chased").actor_id == ines.user_id


def test_from_the_included_ones_and_a_doi_each_once(owen: Member, ncbi: StandIn) -> None:
    seed, other = make_seed(owen), make_seed(owen, 20000001, doi="10.1000/a")
    with arranging(owen.review):
        Candidate.objects.filter(citation=seed).update(outcome="included")
    seeds = ["--seeds", "included", "https://doi.org/10.1000/A", str(SEED)]
    assert command(*seeds, "--method", "pubmed_similar")["seeds"] == [seed.pk, other.pk]


def test_only_counting(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    result = command("--seeds", str(SEED), "--method", "pubmed_similar", "--count")
    assert (result["total"], result["seeds"]) == (5, {f"citation {seed.pk} (PMID {SEED})": 5})
    assert not Run.objects.filter(source__chaser="pubmed_similar").exists()


@pytest.mark.parametrize(
    ("seeds", "sentence"),
    [
        (["123"], "no citation with the PMID or DOI “123”"),
        (["nonsense"], "no citation with the PMID or DOI “nonsense”"),
        (["included-full-text"], "Choose at least one citation"),
        (["included", "--count"], "Choose at least one citation"),
    ],
)
def test_what_is_refused(owen: Member, ncbi: StandIn, seeds: list[str], sentence: str) -> None:
    make_seed(owen)
    with pytest.raises(CommandError, match=sentence):
        command("--seeds", *seeds, "--method", "pubmed_similar")
    assert ncbi.requests == []


def test_a_database_that_fails_fails_the_command(owen: Member, ncbi: StandIn) -> None:
    make_seed(owen)
    ncbi.fail("no_root", times=99, on="elink")
    for more in ([], ["--count"]):
        with pytest.raises(CommandError, match="NCBI's answer"):
            command("--seeds", str(SEED), "--method", "pubmed_similar", *more)


def test_who_may_not_search(owen: Member, ada: Member, ncbi: StandIn) -> None:
    make_seed(owen)
    with pytest.raises(CommandError, match="does not allow"):
        command("--seeds", str(SEED), "--method", "pubmed_similar", "--as", "ada@example.org")
    assert ncbi.requests == []
