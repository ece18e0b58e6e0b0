"""Votes on their way, in a real browser: no line, a closed tab, two tabs, another session, a refusal."""

import re

import pytest
from playwright.sync_api import expect

from screening.decisions.models import Vote
from screening.decisions.queries import queue
from screening.records.labelling import add_label
from screening.reviews.team import remove_member
from tests.casting import PASSWORD
from tests.decisions.in_the_room import HELD, ROOM, saved, shown
from tests.decisions.rows import make_candidate, make_protocol, make_reason
from tests.workers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })"
WITHOUT_STORE = "indexedDB.open = () => { throw new Error('private window') }"
SILENT_STORE = "indexedDB.open = () => ({})"

IMPATIENT = """const inTime = AbortSignal.timeout.bind(AbortSignal);
window.patience = 300;
AbortSignal.timeout = () => inTime(patience);"""


@pytest.fixture
def titles(ada, review, protocol):
    """Titles in the order in which Ada sees them."""
    for number in range(26):  # more than one tab holds ready
        make_candidate(review, f"Citation {number}")
    return [candidate.citation.title for candidate in queue(member=ada)]


def stored():
    votes = Vote.objects.unblinded(because="the test looks").order_by("pk")
    return [(vote.candidate.citation.title, vote.verdict) for vote in votes]


def enter(page):
    page.goto(ROOM)
    page.wait_for_selector(HELD)
    return page


def test_votes_wait_for_the_line_and_survive_a_reload(open_page, ada, titles):
    page = enter(open_page(ada))
    page.context.set_offline(True)
    for key in "iem":
        page.keyboard.press(key)
    assert shown(page) == titles[3]
    page.wait_for_selector("text=3 votes kept here, no connection")
    assert stored() == []
    page.context.set_offline(False)
    page.reload()
    saved(page)
    assert stored() == list(zip(titles, ("include", "exclude", "maybe"), strict=False))


def test_coming_back_into_the_net_sends_by_itself_and_keeps_the_order(open_page, ada, titles):
    page = enter(open_page(ada))
    page.keyboard.press("i")
    page.context.set_offline(True)
    for key in "eum":  # a changed mind, all of it without a line
        page.keyboard.press(key)
    page.wait_for_selector("text=/kept here, no connection/")
    page.context.set_offline(False)
    saved(page)
    assert stored() == [(titles[0], "include"), *((titles[1], v) for v in ("exclude", "withdrawn", "maybe"))]


def test_a_closed_tab_leaves_its_votes_to_the_next_page_whichever_it_is(open_page, ada, titles):
    page = enter(open_page(ada))
    page.context.set_offline(True)
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept here")
    another = page.context.new_page()
    page.close()
    another.context.set_offline(False)
    another.goto("/r/exosomes/screen/progress/")
    expect(another.locator("#unsent")).to_have_text("all votes saved")
    assert stored() == [(titles[0], "include")]


def test_a_vote_of_the_very_moment_in_which_the_page_is_left_is_kept(open_page, ada, titles):
    page = open_page(ada)
    for _ in range(5):
        enter(page)
        page.evaluate("document.querySelector('[value=include]').click(); location.href = 'about:blank'")
        page.wait_for_url("about:blank")
    page.goto("/r/exosomes/screen/progress/")
    expect(page.locator("#unsent")).to_have_text("all votes saved")
    assert stored() == [(title, "include") for title in titles[:5]]


SILENT_AT_FIRST = (
    f"if (location.host && !sessionStorage.silent) {{ sessionStorage.silent = 1; {SILENT_STORE}; }}"
)


def test_what_no_store_took_before_the_page_was_left_is_taken_up_by_the_next(open_page, ada, titles):
    page = open_page(ada)
    page.add_init_script(SILENT_AT_FIRST)
    enter(page)
    page.context.set_offline(True)
    for key in "ieu":
        page.keyboard.press(key)
    page.context.set_offline(False)
    page.goto("/r/exosomes/screen/progress/")
    expect(page.locator("#unsent")).to_have_text("all votes saved")
    assert stored() == [(titles[0], "include"), (titles[1], "exclude"), (titles[1], "withdrawn")]
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('vote:'))") == []


def test_labels_that_wait_are_on_their_citation_after_a_reload(open_page, ada, owen, titles):
    _, pilot = (add_label(by=owen, name=name, colour="blue") for name in ("Animals", "Pilot"))
    page = enter(open_page(ada))
    page.context.set_offline(True)
    for key in "l121":
        page.keyboard.press(key)
    page.wait_for_selector("text=3 votes kept here, no connection")
    page.route("**/screen/*/label/", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#reading .label")).to_have_text(["Pilot"])
    page.keyboard.press("l")
    pressed = page.locator("#labels button[aria-pressed=true]")
    assert pressed.get_attribute("value") == str(pilot.pk)


def test_what_waits_is_not_asked_for_again_after_a_reload(open_page, ada, titles):
    page = enter(open_page(ada))
    page.context.set_offline(True)
    for key in "iiu":
        page.keyboard.press(key)
    page.wait_for_selector("text=3 votes kept here, no connection")
    page.route("**/screen/*/vote/", lambda route: route.abort())  # the way back to the server is a slow one
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector(HELD)
    assert shown(page) == titles[1]
    page.keyboard.press("k")
    assert shown(page) == titles[0]
    assert page.locator("#reading .mine").inner_text() == "My vote: Include"


def test_a_line_that_swallows_what_is_sent_is_given_up(open_page, ada, titles):
    page = open_page(ada)
    page.add_init_script(IMPATIENT)
    page.route("**/ahead/", lambda route: None, times=1)  # never answered
    page.route("**/vote/", lambda route: None, times=1)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/ahead/")):
        page.goto(ROOM)
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept here, no connection")
    page.evaluate("patience = 30_000")
    saved(page)
    page.wait_for_selector(HELD)
    assert stored() == [(titles[0], "include")]


def test_an_answer_from_somewhere_else_confirms_nothing(open_page, ada, titles):
    page = enter(open_page(ada))
    page.route("**/vote/", lambda route: route.fulfill(body="<p>Welcome to our hotel</p>"))
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept here, no connection")
    page.unroute("**/vote/")
    page.get_by_role("button", name="Send now").click()
    saved(page)
    assert stored() == [(titles[0], "include")]


@pytest.mark.parametrize("script", ["", WITHOUT_LOCKS], ids=["web locks", "a lease, as on plain http"])
def test_two_tabs_send_in_order_and_know_of_each_other(open_page, ada, titles, script):
    first = open_page(ada)
    first.context.add_init_script(script)
    enter(first)
    second = enter(first.context.new_page())
    first.context.set_offline(True)
    first.keyboard.press("i")
    second.wait_for_selector("text=/1 vote kept here|sending 1 vote/")
    assert shown(second) == titles[0]
    assert second.locator("#reading .mine").inner_text() == "My vote: Include", "cast in the other tab"
    second.keyboard.press("j")
    second.keyboard.press("e")
    first.wait_for_selector("text=2 votes kept here")
    first.context.set_offline(False)
    for page in (first, second):
        saved(page)
        expect(page.locator("#recent form")).to_have_count(2)
    assert [verdict for _, verdict in stored()] == ["include", "exclude"]
    assert len({title for title, _ in stored()}) == 2


@pytest.mark.parametrize("script", [WITHOUT_STORE, SILENT_STORE], ids=["none", "one that never answers"])
def test_where_the_browser_keeps_nothing_the_page_says_so(open_page, ada, titles, script):
    page = open_page(ada)
    page.add_init_script(script)
    enter(page)
    page.wait_for_selector("text=this browser keeps none while offline")
    page.context.set_offline(True)
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept in this tab only: do not close it")
    page.context.set_offline(False)
    saved(page)
    assert stored() == [(titles[0], "include")]


def test_votes_of_an_earlier_version_are_carried_over_once(open_page, ada, grace, titles):
    page = enter(open_page(ada))
    waiting = {candidate.citation.title: candidate.pk for candidate in queue(member=ada)}
    for member, order, title, verdict in (
        (ada, 2, titles[1], "exclude"), (ada, 1, titles[0], "include"), (grace, 1, titles[2], "maybe"),
    ):  # fmt: skip
        key = f"00000000-0000-4000-8000-00000000000{member.pk}{order}"[-36:]
        page.evaluate(
            "([name, kept]) => localStorage.setItem(name, JSON.stringify(kept))",
            [f"vote:{member.pk}:{key}", {
                "order": order, "url": f"{ROOM}{waiting[title]}/vote/", "said": title,
                "fields": {"key": key, "verdict": verdict, "reason": "", "note": "", "seconds": 1},
            }],
        )  # fmt: skip
    page.reload()
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('vote:')).length"
    assert wait_until(lambda: page.evaluate(kept) == 1)
    saved(page)
    assert stored() == [(titles[0], "include"), (titles[1], "exclude")], "and Grace's waits for Grace"


def test_an_ended_session_asks_to_sign_in_again_and_then_sends(open_page, ada, titles):
    page = enter(open_page(ada))
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("i")
    dialog = page.get_by_role("dialog", name="You are not signed in any more")
    dialog.wait_for()
    with page.expect_popup() as opened:
        dialog.get_by_role("link", name="Sign in again").click()
    door = opened.value
    door.get_by_label("E-mail").fill(ada.user.email)
    door.get_by_label("Password").fill(PASSWORD)
    door.get_by_role("button", name="Sign in").click()
    door.wait_for_selector("text=You are signed in as Ada")
    saved(page)
    assert not dialog.is_visible()
    page.keyboard.press("m")  # with the mark of the new session, without loading the page again
    expect(page.locator("#recent form")).to_have_count(2)
    saved(page)
    assert [verdict for _, verdict in stored()] == ["include", "maybe"]


def test_votes_are_never_sent_as_somebody_else(open_page, ada, grace, live_server, titles):
    page = enter(open_page(ada))
    other = open_page(grace)
    page.context.add_cookies(other.context.cookies())  # Grace signed in, in another tab of Ada's browser
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept here: somebody else is signed in now")
    assert stored() == []


def test_a_refused_vote_is_shown_with_its_reason_until_dismissed(open_page, ada, review, titles):
    page = enter(open_page(ada))
    make_reason(review, "Not clinical")
    make_protocol(review, number=2, reason_required=True)  # an amendment while the page is open
    page.keyboard.press("n")
    page.keyboard.type("a careful note")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    refusal = page.locator("#refused .notice")
    refusal.wait_for()
    for told in (titles[0], "An exclusion needs a reason", "a careful note"):
        assert told in refusal.inner_text()
    page.keyboard.press("k")
    assert page.locator("#reading .mine").is_hidden()
    page.goto("/r/exosomes/screen/progress/")
    refusal.wait_for()
    page.goto(ROOM)
    second = page.context.new_page()
    second.goto(ROOM)
    second.locator("#refused .notice").wait_for()
    refusal.get_by_role("button", name="Dismiss").click()
    expect(second.locator("#refused .notice")).to_have_count(0)
    page.reload()
    saved(page)
    assert page.locator("#refused .notice").count() == 0
    assert stored() == []


def test_who_is_no_longer_a_member_is_told_so(open_page, ada, owen, titles):
    page = enter(open_page(ada))
    remove_member(by=owen, member=ada)
    page.keyboard.press("i")
    page.locator("#refused", has_text=re.compile("no longer a member")).wait_for()
    assert stored() == []
