"""What happens by itself after an import: merges, questions, related pairs; and what people said stands."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.audit.models import AuditEvent
from screening.duplicates.deciding import decide
from screening.duplicates.models import BlockKey, Compared, Merge, Pair, Preferences
from screening.duplicates.operations import undo_merge
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.searches.models import Run
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.casting import arranging
from tests.decisions.rows import make_protocol, vote
from tests.duplicates.rows import article, assert_counts_add_up, certain, doubtful, look, merges, question
from tests.searching import found, imported


def test_what_is_certain_is_merged_with_its_rule_and_evidence(owen: Member) -> None:
    one, other = certain(owen)
    look(owen)
    (done,) = merges(owen)
    assert (done.kept, done.emptied, done.rule, done.automatic) == (one, other, "same pages", True)
    assert done.evidence == (
        "same DOI, same title, same authors, same journal, year 2021, volume 12, issue 3, pages 100-9 = 100-109"
    )
    event = AuditEvent.objects.get(kind="citation.merged")
    assert (event.data["rule"], event.data["automatic"]) == ("same pages", True)
    assert_counts_add_up(owen)


def test_what_is_doubtful_is_asked_once(owen: Member) -> None:
    pair = question(owen)
    assert (pair.rule, pair.by) == ("one contradiction", None)
    assert "but volume 12 ≠ 13" in pair.evidence
    assert merges(owen) == []
    look(owen, everything=True)
    assert Pair.objects.count() == 1


def test_what_is_related_is_linked_and_not_merged(owen: Member) -> None:
    found(owen, article("1"))
    imported(owen, article("", journal="medRxiv", volume="", issue="", pages="", doi="10.1101/2020.1"))
    look(owen)
    pair = Pair.objects.get()
    assert (pair.state, pair.kind, pair.by) == (Pair.State.RELATED, Pair.Kind.PREPRINT, None)


def test_new_records_meet_those_that_were_compared_before(owen: Member) -> None:
    found(owen, *(article(f"{n}", f"{n} other things about discs and {n * 7} backs") for n in range(1, 30)))
    one, other = certain(owen)[0], None
    look(owen)
    (other,) = imported(owen, article("", pages="100-109"), name="Scopus")
    compared = Compared.objects.count()
    look(owen)
    other.refresh_from_db()
    assert other.merged_into == one
    assert Compared.objects.count() == compared + 1 == Record.objects.count()
    assert BlockKey.objects.filter(record__citation=one).exists()


def test_comparing_nothing_new_asks_little(owen: Member) -> None:
    certain(owen)
    look(owen)
    with CaptureQueriesContext(connection) as captured:
        look(owen)
    assert len(captured) < 15


def test_parted_by_undoing_stays_apart_in_every_later_look(owen: Member) -> None:
    _, other = certain(owen)
    look(owen)
    undo_merge(by=owen, citation=Citation.objects.get(pk=other.pk))
    look(owen, everything=True)
    other.refresh_from_db()
    assert other.merged_into is None
    assert Pair.objects.get().state == Pair.State.SEPARATE
    assert_counts_add_up(owen)


def test_parted_stays_apart_when_both_are_imported_again(owen: Member) -> None:
    pair = question(owen)
    decide(by=owen, pair=pair, state=Pair.State.SEPARATE)
    doubtful_again = [article("", pair.one.description.title, volume=v, pages="121-9") for v in ("12", "13")]
    imported(owen, *doubtful_again, name="Both again")
    look(owen)
    one, other = Pair.objects.get(pk=pair.pk).one.citation, Pair.objects.get(pk=pair.pk).other.citation
    assert one != other
    assert [c.records.count() for c in (one, other)] == [2, 2]
    assert not Pair.objects.filter(state=Pair.State.OPEN).exists()


def test_where_both_are_past_their_first_decision_a_person_is_asked(
    owen: Member, ada: Member, grace: Member
) -> None:
    make_protocol(owen.review)
    for citation in certain(owen):
        for person in (ada, grace):
            vote(person, citation.candidates.get(), "include")
    look(owen)
    assert merges(owen) == []
    assert (Pair.objects.get().rule, Pair.objects.get().state) == ("same pages", Pair.State.OPEN)


def test_votes_on_what_is_pending_show_in_nothing_that_the_machine_does(
    owen: Member, ada: Member, grace: Member
) -> None:
    make_protocol(owen.review)
    one, other = certain(owen)
    vote(ada, one.candidates.get(), "include")
    vote(grace, other.candidates.get(), "include")
    look(owen)
    assert merges(owen)[0].kept == one
    assert one.candidates.get(stage="title_abstract").outcome == "included"
    assert_counts_add_up(owen)


def test_a_review_may_want_to_be_asked(owen: Member) -> None:
    with arranging(owen.review):
        Preferences.objects.create(review=owen.review, asked=["same pages"])
    certain(owen)
    look(owen)
    assert merges(owen) == []
    assert Pair.objects.get().state == Pair.State.OPEN


def test_a_search_that_was_undone_is_not_compared_until_it_is_restored(owen: Member) -> None:
    certain(owen)
    run = Run.objects.latest("pk")
    with arranging(owen.review):
        Run.objects.filter(pk=run.pk).update(state=Run.State.COMPLETE)
    withdraw_run(by=owen, run=run, reason="wrong file")
    look(owen)
    assert merges(owen) == []
    restore_run(by=owen, run=run)
    look(owen, run=run.pk, again=True)
    assert Merge.objects.count() == 1
    assert_counts_add_up(owen)


def test_several_at_once_and_source_by_source_give_the_same(owen: Member) -> None:
    for name in ("Embase", "Scopus", "CINAHL"):
        imported(
            owen, article("", pages="100-109"), article("", "Other work on lumbar discs in sheep"), name=name
        )
        look(owen)
    assert Citation.objects.filter(merged_into=None).count() == 2
    assert_counts_add_up(owen)


def test_doubtful_ones_of_two_reviews_do_not_meet(owen: Member, mallory: Member) -> None:
    found(owen, article("1"))
    found(mallory, article("1"))
    look(owen)
    look(mallory)
    assert (Merge.objects.count(), Pair.objects.count()) == (0, 0)


def test_a_look_broken_off_is_begun_again(owen: Member) -> None:
    doubtful(owen)
    look(owen)
    Compared.objects.all().delete()
    look(owen)
    assert (Pair.objects.count(), Compared.objects.count()) == (1, 2)
