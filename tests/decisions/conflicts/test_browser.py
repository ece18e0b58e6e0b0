"""Conflicts in a real browser: settled by keys alone, discussed, opened again; many votes at once."""

import pytest

from screening.decisions.batch_models import VoteBatch
from screening.decisions.discussion.models import Comment
from screening.decisions.models import Vote
from screening.decisions.operations import resolve
from screening.jobs import running
from screening.jobs.models import Job
from tests.browser import assert_accessible
from tests.decisions.rows import make_candidate, make_protocol, make_reason, outcome_of, vote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT = "/r/exosomes/screen/"


@pytest.fixture
def conflicts(ada, grace, review, protocol):
    reasons = [make_reason(review, label) for label in ("Not low back pain", "Not clinical")]
    found = [make_candidate(review, f"Citation {number}") for number in range(4)]
    for number, candidate in enumerate(found):
        vote(ada, candidate, "include", note="Looks right to me.")
        vote(grace, candidate, "exclude", reason=reasons[number % 2])
    return found


def test_an_adjudicator_goes_through_them_by_keys(open_page, judy, conflicts):
    page = open_page(judy)
    page.goto(f"{AT}conflicts/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/conflicts/{conflicts[0].pk}/")
    page.keyboard.press("j")
    page.wait_for_url(f"**/conflicts/{conflicts[1].pk}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/conflicts/{conflicts[0].pk}/")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("ie 1: agreed")  # letters in the note are letters
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.wait_for_url(f"**/conflicts/{conflicts[1].pk}/")
    page.keyboard.press("e")
    page.get_by_role("dialog", name="Exclude because").get_by_role("button", name="Not low back pain").press(
        "Enter"
    )
    page.wait_for_url(f"**/conflicts/{conflicts[2].pk}/")
    page.keyboard.press("i")
    page.wait_for_url(f"**/conflicts/{conflicts[3].pk}/")
    page.keyboard.press("i")
    page.wait_for_selector("text=No conflict is open")
    said = [(*outcome_of(c), str(c.reason or "")) for c in conflicts]
    assert said == [
        ("excluded", "resolved", "Not clinical"), ("excluded", "resolved", "Not low back pain"),
        ("included", "resolved", ""), ("included", "resolved", ""),
    ]  # fmt: skip
    assert conflicts[0].resolutions.get().note == "ie 1: agreed"


def test_they_write_to_each_other_and_it_is_opened_again(open_page, ada, judy, conflicts):
    where = f"{AT}conflicts/{conflicts[0].pk}/"
    page = open_page(ada)
    page.goto(where)
    page.keyboard.press("c")
    page.keyboard.type("i read 1 of them: adults")
    page.get_by_role("button", name="Send").click()
    page.locator(".comment", has_text="adults").wait_for()
    assert Comment.rows.get().by == ada
    resolve(by=judy, candidate=conflicts[0], verdict="include")
    other = open_page(judy)
    other.goto(where)
    other.get_by_text("Open it again …").click()
    other.get_by_label("Why?").fill("The dose was overlooked.")
    other.get_by_role("button", name="Open it again").click()
    with other.expect_navigation():
        other.get_by_role("button", name="Take the opening back").click()
    other.get_by_role("heading", name="Settled").wait_for()
    assert outcome_of(conflicts[0]) == ("included", "resolved")


def test_from_the_list_to_many_votes_and_back(open_page, ada, review, protocol):
    for number in range(3):
        make_candidate(review, f"Editorial {number}", year=2000 + number)
    page = open_page(ada)
    page.goto("/r/exosomes/citations/?year_to=2001")
    page.get_by_role("link", name="Vote on these").click()
    page.get_by_role("radio", name="Maybe").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Vote on 2 citations").click()
    page.wait_for_selector("text=Waiting for a worker")
    running.run(Job.objects.get().pk)
    with page.expect_navigation():
        page.get_by_role("button", name="Take back 2 votes").click()
    page.wait_for_selector("text=Waiting for a worker")
    running.run(Job.objects.first().pk)
    page.wait_for_selector("text=No vote of these stands any more")
    assert VoteBatch.objects.own(ada).count() == 1
    assert (
        sorted(Vote.objects.own(ada).values_list("verdict", flat=True)) == ["maybe"] * 2 + ["withdrawn"] * 2
    )


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_pages_are_accessible(open_page, owen, judy, ada, review, conflicts, width, dark):
    make_protocol(review, number=2, votes_required=3)
    for member, path in [
        (judy, "conflicts/?mine=settle"), (judy, f"conflicts/{conflicts[0].pk}/?order=title"),
        (ada, f"conflicts/{conflicts[0].pk}/"), (ada, "many/"),
        (owen, "rules/2/?move=title_abstract.conflict.pending"),
    ]:  # fmt: skip
        page = open_page(member, width=width, dark=dark)
        page.goto(AT + path)
        assert_accessible(page)
