import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from screening.accounts.models import User
from screening.audit.models import AuditEvent
from screening.protocol.queries import draft_of
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Role
from tests.audit.tampering import TABLE, execute
from tests.casting import join, make_user, signed_in

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def answer(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


def broken_answer() -> str:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", "--json", stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as failure:
        run(*arguments)
    assert failure.value.returncode == 1
    sentence = str(failure.value)
    assert "\n" not in sentence
    return sentence


def test_an_account_without_a_password_gets_one_to_be_changed() -> None:
    said = answer("create_user", "ada@example.org", "--name", "Ada Reyes")
    user = User.objects.get(email="ada@example.org")
    assert user.must_change_password
    assert user.check_password(said["one_time_password"])
    assert "(shown once)" in run("create_user", "grace@example.org")


def test_an_account_with_a_password_keeps_it() -> None:
    said = run("create_user", "ada@example.org", "--password", "quiet river stone")
    user = User.objects.get()
    assert said == "ada@example.org can sign in.\n"
    assert user.check_password("quiet river stone")
    assert not user.must_change_password
    assert user.name == "ada"


def test_a_forgotten_password_is_replaced() -> None:
    user = make_user("Ada")
    once = answer("reset_password", "ADA@example.org")["one_time_password"]
    user.refresh_from_db()
    assert user.check_password(once)
    assert user.must_change_password


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["create_user", "nonsense"], "Enter a valid email address."),
        (["create_user", "owen@example.org"], "There is an account for owen@example.org already."),
        (["create_user", "new@example.org", "--password", "12"], "too short"),
        (["create_user", "new@example.org", "--as", "ada@example.org"], "Only an administrator"),
        (["create_user", "new@example.org", "--as", "nobody@example.org"], "There is no account for nobody@"),
        (["reset_password", "nobody@example.org"], "There is no account for nobody@example.org."),
        (
            ["create_review", "exosomes", "--title", "A", "--owner", "owen@example.org"],
            "is taken. Choose another.",
        ),
        (["create_review", "b", "--title", "B", "--owner", "nobody@example.org"], "There is no account"),
        (
            ["create_review", "b", "--title", "B", "--owner", "owen@example.org", "--blueprint", "x"],
            "no blueprint “x”",
        ),
        (["add_member", "no-such", "ada@example.org", "reviewer"], "There is no review"),
        (["add_member", "exosomes", "nobody@example.org", "reviewer"], "Make it with: manage.py create_user"),
        (["add_member", "exosomes", "ada@example.org", "reviewer"], "is on this review already"),
        (["add_member", "exosomes", "owen@example.org", "emperor"], "invalid choice"),
        (
            ["add_member", "exosomes", "owen@example.org", "owner", "--as", "ada@example.org"],
            "does not allow this",
        ),
        (
            ["add_member", "exosomes", "owen@example.org", "owner", "--as", "mallory@example.org"],
            "is not on the review",
        ),
        (["verify_audit", "--review", "no-such"], "There is no review with the address “no-such”."),
    ],
)
def test_what_cannot_be_done_fails_with_one_sentence_and_changes_nothing(
    owen: Member, ada: Member, mallory: Member, arguments: list[str], sentence: str
) -> None:
    before = (User.objects.count(), Review.objects.count(), Member.objects.count())
    assert sentence in refusal(*arguments)
    assert (User.objects.count(), Review.objects.count(), Member.objects.count()) == before


def test_a_review_is_made_for_its_owner_from_a_blueprint() -> None:
    make_user("Owen")
    said = answer(
        "create_review",
        "exosomes",
        "--title",
        "Exosomes",
        "--owner",
        "owen@example.org",
        "--blueprint",
        "gupta_2024",
    )
    review = Review.objects.get()
    assert said == {"id": review.pk, "slug": "exosomes", "title": "Exosomes", "owner": "owen@example.org"}
    assert review.started_from == "gupta_2024"
    assert draft_of(review=review)
    assert set(AuditEvent.objects.filter(review_id=review.pk).values_list("via", flat=True)) == {"command"}


def test_who_acts_is_who_was_named_or_the_only_owner(owen: Member) -> None:
    for name in ("Ada", "Grace"):
        make_user(name)
    run("add_member", "exosomes", "ada@example.org", "owner")
    assert "has 2 owners: say who acts with --as EMAIL." in refusal(
        "add_member", "exosomes", "grace@example.org", "reviewer"
    )
    run("add_member", "exosomes", "grace@example.org", "reviewer", "--as", "Ada@example.org")
    event = AuditEvent.objects.filter(kind="member.added").latest("pk")
    assert (event.actor_id, event.via) == (User.objects.get(email="ada@example.org").pk, "command")


def test_whole_trails_are_said_to_be_whole(owen: Member, mallory: Member) -> None:
    said = answer("verify_audit")
    assert said["whole"]
    assert [chain["review"] for chain in said["chains"]] == ["(accounts)", "exosomes", "other"]
    assert run("verify_audit", "--review", "exosomes") == "exosomes: 2 events, whole\n"


def test_the_accounts_trail_cannot_vanish_whole(owen: Member) -> None:
    signed_in(owen)  # past the page that leaves an event of it
    assert refusal("verify_audit").startswith("The trail of (accounts) is broken: the whole trail is gone")


def test_a_broken_trail_fails_and_names_its_first_bad_event(
    owen: Member, mallory: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    join(owen, "Ada", Role.REVIEWER)
    execute(f"UPDATE {TABLE} SET actor_id = 4711 WHERE review_id = %s AND sequence = 2", owen.review_id)
    assert refusal("verify_audit").startswith("The trail of exosomes is broken: event 2 was changed")
    chains = {chain["review"]: chain for chain in json.loads(broken_answer())["chains"]}
    assert chains["exosomes"]["first_bad_event"] == 2
    assert chains["other"]["first_bad_event"] is None
    run("verify_audit", "--review", "other")


def test_a_trail_left_behind_by_a_review_that_is_gone_is_still_checked(owen: Member) -> None:
    execute(f"UPDATE {TABLE} SET review_id = 4711 WHERE review_id = %s AND sequence = 2", owen.review_id)
    chains = {verdict["review"]: verdict for verdict in json.loads(broken_answer())["chains"]}
    assert chains["a review that is gone (4711)"]["first_bad_event"] == 1
