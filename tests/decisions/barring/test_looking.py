"""The chore that looks for members among authors: once for each citation, again when names change."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.accounts.models import User
from screening.audit.models import AuditEvent
from screening.decisions.barring.operations import dismiss, look_again, names_of, set_names
from screening.decisions.interests.models import AuthorNames, Interest
from screening.decisions.interests.names import Name
from screening.jobs.handlers import CHORES
from screening.notices.models import Notice
from screening.reviews.models import Member
from screening.reviews.team import remove_member
from tests.casting import arranging
from tests.decisions.rows import make_citation

LOVELACE = Name("Lovelace", "Ada")


def wrote(member: Member, *authors: str, title: str = "Notes") -> int:
    parted = [author.partition(", ") for author in authors]
    told: list[dict[str, str]] = [{"family": family, "given": given} for family, _, given in parted]
    return make_citation(member.review, title, authors=told).pk


def look() -> list[tuple[str, int, str]]:
    CHORES["interests.look"]()
    rows = Interest.objects.select_related("member__user").order_by("citation", "member")
    return [(str(row.member), row.citation_id, row.state) for row in rows]


def call(member: Member, name: str) -> None:
    User.objects.filter(pk=member.user_id).update(name=name)


def test_accounts_names_are_looked_for_from_the_first(owen: Member, ada: Member) -> None:
    call(ada, "Ada Lovelace")
    one = wrote(owen, "Babbage, C", "Lovelace, A")
    wrote(owen, "Lovelace, Byron", title="Lovelace in the title")
    assert look() == [("Ada Lovelace", one, "proposed")]
    assert Interest.objects.get().author == "Lovelace, A"
    assert list(names_of(owen)) == [], "of one word nobody knows which name it is"


def test_owners_are_told_once(owen: Member, ada: Member) -> None:
    call(ada, "Ada Lovelace")
    wrote(owen, "Lovelace, A")
    wrote(owen, "Lovelace, Ada")
    look()
    look()
    [notice] = Notice.objects.all()
    assert notice.member == owen
    assert "Ada Lovelace may be an author" in notice.told.sentence
    [event] = AuditEvent.objects.filter(kind="interests.proposed")
    assert (event.actor_id, event.data) == (None, {"citations": 2})
    wrote(owen, "Lovelace, Ada")
    assert len(look()) == 3
    assert Notice.objects.count() == 2


def test_nothing_is_due_where_all_was_seen(owen: Member, ada: Member, django_assert_num_queries: Any) -> None:
    call(ada, "Ada Lovelace")
    wrote(owen, "Lovelace, A")
    look()
    with django_assert_num_queries(1):
        CHORES["interests.look"]()


def test_changed_names_are_looked_for_everywhere(owen: Member, ada: Member) -> None:
    one, two = wrote(owen, "Byron, Augusta Ada"), wrote(owen, "King-Noel, AA")
    assert look() == []
    set_names(by=owen, member=ada, names=[Name("Byron", "A A"), Name("King Noel", "A")])
    assert look() == [("Ada", one, "proposed"), ("Ada", two, "proposed")]
    assert [event.data for event in AuditEvent.objects.filter(kind="interests.names_set")] == [{"names": 2}]


def test_what_was_decided_is_not_asked_again(owen: Member, ada: Member) -> None:
    call(ada, "Ada Lovelace")
    one = wrote(owen, "Lovelace, A")
    look()
    dismiss(by=owen, interests=list(Interest.objects.all()))
    look_again(by=owen)
    assert look() == [("Ada Lovelace", one, "dismissed")]


def test_a_corrected_author_is_found_by_looking_again(owen: Member, ada: Member) -> None:
    call(ada, "Ada Lovelace")
    one = wrote(owen, "Lovelase, A")
    assert look() == []
    with arranging(owen.review):
        owen.review.citations.update(authors=[{"family": "Lovelace", "given": "A"}])
    assert look() == []
    look_again(by=owen)
    assert look() == [("Ada Lovelace", one, "proposed")]


def test_nobody_is_looked_for_who_left_or_in_another_review(
    owen: Member, ada: Member, mallory: Member
) -> None:
    call(ada, "Ada Lovelace")
    call(mallory, "Ada Lovelace")
    wrote(owen, "Lovelace, A")
    remove_member(by=owen, member=ada)
    assert look() == []


def test_names_changed_meanwhile_stay_due(owen: Member, ada: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves other names while a worker looks for the old ones."""
    call(ada, "Ada Lovelace")
    wrote(owen, "Lovelace, A")

    def change(*_: Any) -> list[Any]:
        set_names(by=owen, member=ada, names=[Name("Byron", "A")])
        return []

    monkeypatch.setattr("screening.decisions.barring.looking.search_words", change)
    CHORES["interests.look"]()
    assert AuthorNames.objects.get(member=ada).seen_up_to == 0


def test_everybody_adds_to_their_own_names_and_owners_take_off(
    owen: Member, ada: Member, grace: Member, mallory: Member
) -> None:
    call(ada, "Ada Lovelace")
    ada.user.refresh_from_db()
    set_names(by=ada, member=ada, names=[LOVELACE, Name("Byron", "A")])
    with pytest.raises(ValidationError, match="only an owner takes a name off"):
        set_names(by=ada, member=ada, names=[Name("Byron", "A")])
    with pytest.raises(PermissionDenied):
        set_names(by=grace, member=ada, names=[])
    with pytest.raises(PermissionDenied):
        set_names(by=mallory, member=ada, names=[])
    assert names_of(ada) == [LOVELACE, Name("Byron", "A")]
    set_names(by=owen, member=ada, names=[])
    assert names_of(ada) == []
