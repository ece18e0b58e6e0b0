"""One answer about several: all that was said holds, nothing else, and one undo takes it back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.duplicates.answers import State
from screening.duplicates.deciding import Answered, decide, relate, take_back_answer
from screening.duplicates.deciding_together import decide_together
from screening.duplicates.models import Merge, Pair
from screening.duplicates.operations import merge, undo_merge
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging
from tests.decisions.rows import make_protocol, outcome_of, vote
from tests.duplicates.rows import article, assert_counts_add_up, several
from tests.searching import imported


def ends(pairs: list[Pair]) -> list[int]:
    return sorted({pk for pair in pairs for pk in (pair.one.citation_id, pair.other.citation_id)})


def say(
    by: Member, pairs: list[Pair], state: str, citations: list[int] | None = None, kind: str = ""
) -> None:
    shown = [pair.pk for pair in pairs]
    decide_together(by=by, shown=shown, citations=citations or ends(pairs), state=state, kind=kind)


def states(pairs: list[Pair]) -> list[str]:
    return [Pair.objects.get(pk=pair.pk).state for pair in pairs]


def events(kind: str) -> int:
    return AuditEvent.objects.filter(kind=kind).count()


def test_all_are_one_and_apart_again(owen: Member) -> None:
    pairs = several(owen, 3)
    assert len(pairs) == 3
    first, *others = ends(pairs)
    say(owen, pairs, State.DUPLICATE)
    assert states(pairs) == ["duplicate"] * 3
    assert set(Citation.objects.filter(pk__in=others).values_list("merged_into", flat=True)) == {first}
    assert {done.rule for done in Merge.objects.all()} == {pairs[0].rule}
    assert events("pair.decided") == 3
    assert_counts_add_up(owen)
    take_back_answer(by=owen, pair=pairs[1])
    assert states(pairs) == ["open"] * 3
    assert not Citation.objects.exclude(merged_into=None).exists()
    assert events("pair.reopened") == 3
    assert_counts_add_up(owen)


@pytest.mark.parametrize(("said", "kind"), [(State.SEPARATE, ""), (State.RELATED, Pair.Kind.PREPRINT)])
def test_all_are_separate_or_related(owen: Member, said: str, kind: str) -> None:
    pairs = several(owen, 4)
    assert len(pairs) == 6
    say(owen, pairs, said, kind=kind)
    assert states(pairs) == [said] * 6
    assert set(Pair.objects.values_list("kind", "by")) == {(kind, owen.pk)}
    take_back_answer(by=owen, pair=pairs[-1])
    assert states(pairs) == ["open"] * 6


@pytest.mark.parametrize("said", [State.DUPLICATE, State.SEPARATE, State.RELATED])
def test_what_was_not_chosen_stays_open(owen: Member, said: str) -> None:
    pairs = several(owen, 3)
    one, other, left = ends(pairs)
    say(owen, pairs, said, [one, other])
    decided = [pair for pair in pairs if left not in (pair.one.citation_id, pair.other.citation_id)]
    assert Pair.objects.get(state=said) == decided[0]
    assert Pair.objects.filter(state=State.OPEN, by=None).count() == 2
    assert (Citation.objects.get(pk=left).merged_into, events("pair.decided")) == (None, 1)
    take_back_answer(by=owen, pair=decided[0])
    assert states(pairs) == ["open"] * 3


def test_two_at_least(owen: Member) -> None:
    pairs = several(owen, 3)
    with pytest.raises(ValidationError, match="at least two"):
        say(owen, pairs, State.DUPLICATE, ends(pairs)[:1])


def test_nobody_answers_about_what_was_answered_meanwhile(owen: Member, ines: Member) -> None:
    pairs = several(owen, 3)
    decide(by=ines, pair=pairs[0], state=State.SEPARATE)
    for said in (State.DUPLICATE, State.SEPARATE):
        with pytest.raises(Answered, match="separate reports, by Ines"):
            say(owen, pairs, said)
    take_back_answer(by=ines, pair=pairs[0])
    whole = ends(pairs)
    decide(by=ines, pair=pairs[0], state=State.DUPLICATE)
    with pytest.raises(Answered, match="merged meanwhile"):
        say(owen, pairs, State.SEPARATE, whole)
    assert states(pairs) == ["duplicate", "open", "open"]


def test_what_a_person_parted_is_not_made_one_by_a_detour(owen: Member, ines: Member) -> None:
    pairs = several(owen, 3)
    decide(by=ines, pair=pairs[0], state=State.SEPARATE)
    with pytest.raises(Answered, match="Ines answered about"):
        say(owen, pairs[1:], State.DUPLICATE)
    assert not Merge.objects.exists()
    say(owen, pairs[1:], State.SEPARATE)
    assert Pair.objects.get(pk=pairs[0].pk).by == ines
    take_back_answer(by=owen, pair=pairs[1])
    assert states(pairs) == ["separate", "open", "open"]


def test_two_that_hang_together_by_a_third_only(owen: Member) -> None:
    pairs = several(owen, 3)
    with arranging(owen.review):
        Pair.objects.filter(pk=pairs[0].pk).update(state=State.RELATED)  # as a rule would have it
    one, other = pairs[0].one.citation_id, pairs[0].other.citation_id
    with pytest.raises(ValidationError, match="Nobody asked about these two"):
        say(owen, pairs[1:], State.SEPARATE, [one, other])
    say(owen, pairs[1:], State.DUPLICATE, [one, other])
    assert Citation.objects.get(pk=other).merged_into_id == one
    assert Pair.objects.filter(state=State.OPEN).count() == 2


def test_an_answer_about_who_had_no_pair_is_taken_back_too(owen: Member) -> None:
    pairs = several(owen, 3)
    (lone,) = imported(owen, article("", "Another title altogether, of knees"), name="Lone")
    link = relate(by=owen, one=pairs[0].one.citation, other=lone, kind="study")
    with arranging(owen.review):
        Pair.objects.filter(pk=link.pk).update(state=State.OPEN, by=None, decided_at=None)
    one, other, third = ends(pairs)
    say(owen, [*pairs, link], State.DUPLICATE, [other, third, lone.pk])
    gone = Citation.objects.filter(pk__in=[third, lone.pk])
    assert set(gone.values_list("merged_into", flat=True)) == {other}
    take_back_answer(by=owen, pair=Pair.objects.filter(state=State.DUPLICATE).latest("pk"))
    assert not Citation.objects.exclude(merged_into=None).exists()
    assert Citation.objects.get(pk=one).records.count() == 1


def test_only_the_last_answer_is_taken_back(owen: Member) -> None:
    pairs = several(owen, 4)
    one, other, third, fourth = ends(pairs)
    say(owen, pairs, State.DUPLICATE, [one, other, third])
    rest = list(Pair.objects.filter(state=State.OPEN))
    say(owen, rest, State.DUPLICATE, [one, fourth])
    take_back_answer(by=owen, pair=rest[0])
    merged = Citation.objects.exclude(merged_into=None)
    assert set(merged.values_list("pk", flat=True)) == {other, third}
    undo_merge(by=owen, citation=Citation.objects.get(pk=third))
    assert Citation.objects.get(pk=other).merged_into_id == one
    assert_counts_add_up(owen)


def test_what_was_merged_on_is_not_taken_back(owen: Member) -> None:
    pairs = several(owen, 3)
    first = ends(pairs)[0]
    say(owen, pairs, State.DUPLICATE)
    (keep,) = imported(owen, article("", "Another title altogether, of knees"), name="Lone")
    merge(by=owen, keep=keep, others=[Citation.objects.get(pk=first)])
    with pytest.raises(Answered, match="merged with others since"):
        take_back_answer(by=owen, pair=pairs[0])
    assert states(pairs) == ["duplicate"] * 3


def test_votes_are_carried_and_given_back(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    pairs = several(owen, 3)
    one, other, third = Citation.objects.filter(pk__in=ends(pairs)).order_by("pk")
    vote(ada, other.candidates.get(), "include")
    vote(grace, third.candidates.get(), "include")
    say(owen, pairs, State.DUPLICATE)
    assert outcome_of(one.candidates.earliest("pk")) == ("included", "agreed")
    take_back_answer(by=owen, pair=pairs[0])
    assert outcome_of(one.candidates.earliest("pk")) == ("pending", "")
    assert_counts_add_up(owen)


def test_who_may_not(owen: Member, ada: Member, mallory: Member) -> None:
    pairs = several(owen, 3)
    with pytest.raises(PermissionDenied):
        say(ada, pairs, State.SEPARATE)
    with pytest.raises(Answered):
        say(mallory, pairs, State.SEPARATE)
    assert states(pairs) == ["open"] * 3
