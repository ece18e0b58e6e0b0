"""Several citations side by side, and what a person says of those that are ticked."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from screening.duplicates.models import Merge, Pair
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.decisions.rows import make_protocol, vote
from tests.duplicates.rows import question, several
from tests.duplicates.test_deciding_together import ends
from tests.duplicates.test_views import HERE, queries_of, text


def answer(member: Member, pairs: list[Pair], said: str, citations: list[int], **fields: str) -> str:
    data = {"answer": said, "shown": [pair.pk for pair in pairs], "citations": citations, **fields}
    address = reverse("duplicates:answer_together", args=["exosomes", pairs[0].pk])
    return re.sub(r"\s+", " ", signed_in(member).post(address, data, follow=True).content.decode())


def test_three_stand_side_by_side(owen: Member) -> None:
    pairs = several(owen, 3)
    for pair in pairs:
        shown = text(owen, f"{HERE}questions/{pair.pk}/")
        assert shown.count('name="citations"') == shown.count('name="shown"') == 3
        assert "3 citations that may be one." in shown
        assert "2 and 3:" in shown
        assert "volume 21 ≠ 22" in shown
        assert "<mark>20</mark>" in shown
        assert 'rel="next"' not in shown, "nothing else is asked"


def test_two_are_shown_as_ever_and_more_than_six_are_said_to_come(owen: Member) -> None:
    assert 'name="citations"' not in text(owen, f"{HERE}questions/{question(owen).pk}/")
    pair = several(owen, 7)[-1]
    shown = text(owen, f"{HERE}questions/{pair.pk}/")
    assert "6 citations that may be one. Others may belong to them" in shown


def test_what_is_left_is_asked_next(owen: Member) -> None:
    alone = question(owen)
    pairs = [pair for pair in several(owen, 3) if pair != alone]
    one, other, third = ends(pairs)
    shown = answer(owen, pairs, "duplicate", [other, third])
    assert "they are one citation now" in shown
    assert f"Citation {one}<" in shown
    assert f"Citation {other}<" in shown
    assert 'name="citations"' not in shown, "two are left"
    last = Pair.objects.filter(by=owen).latest("decided_at")
    signed_in(owen).post(f"{HERE}questions/{last.pk}/undo/")
    assert Pair.objects.filter(state="open").count() == 4
    answer(owen, pairs, "related", [one, other, third], kind="version")
    assert set(Pair.objects.exclude(pk=alone.pk).values_list("state", "kind")) == {("related", "version")}


def test_what_cannot_be_done_is_said_and_changes_nothing(owen: Member, ines: Member) -> None:
    pairs = several(owen, 3)
    whole = ends(pairs)
    assert "Choose at least two citations" in answer(owen, pairs, "duplicate", whole[:1])
    assert "Choose at least two citations" in answer(owen, pairs, "duplicate", [])
    assert "Answer with duplicate, separate or related." in answer(owen, pairs, "perhaps", whole)
    answer(owen, pairs, "separate", [10**30])
    answer(ines, pairs, "separate", whole[:2])
    assert "by Ines. Nothing was changed" in answer(owen, pairs, "duplicate", whole)
    assert not Merge.objects.exists()


def test_observers_tick_nothing(owen: Member, olive: Member) -> None:
    pairs = several(owen, 3)
    shown = text(olive, f"{HERE}questions/{pairs[0].pk}/")
    assert "volume 20 ≠ 21" in shown
    assert 'type="checkbox" name="citations"' not in shown
    address = reverse("duplicates:answer_together", args=["exosomes", pairs[0].pk])
    assert signed_in(olive).post(address, {"answer": "separate"}).status_code == 403


def test_nothing_of_votes_shows(owen: Member, ada: Member) -> None:
    make_protocol(owen.review)
    pair = several(owen, 3)[0]
    page = f"{HERE}questions/{pair.pk}/"
    before = main(text(owen, page))
    vote(ada, pair.other.citation.candidates.get(), "include", note="A trial")
    assert main(text(owen, page)) == before


def main(shown: str) -> str:
    """What the page itself says, without what protects its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown[shown.index("<main") :])


@pytest.mark.parametrize("more", [3, 5])
def test_many_columns_take_as_many_queries_as_two(owen: Member, more: int) -> None:
    two = several(owen, 2)[0]
    many = several(owen, more, number=2)[-1]
    assert queries_of(owen, f"{HERE}questions/{many.pk}/") <= queries_of(owen, f"{HERE}questions/{two.pk}/")
