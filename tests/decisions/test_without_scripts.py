"""The room by forms and links alone, as a browser without scripts shows it."""

import re
from uuid import uuid4

from screening.decisions.queries import queue
from tests.casting import signed_in
from tests.decisions.asking import entered, post, text, url
from tests.decisions.rows import make_candidate, vote


def test_what_is_skipped_without_scripts_stays_skipped_while_one_votes(ada, review, protocol):
    for number in range(3):
        make_candidate(review, f"Citation {number}")
    first, second, third = queue(member=ada)
    browser = signed_in(ada)
    entered(browser)
    assert f'name="without" value="{first.pk}"' in entered(browser, without=first.pk)
    refused = post(browser, "vote", second, without=first.pk)
    assert (refused.status_code, f'name="without" value="{first.pk}"' in text(refused)) == (422, True)
    answer = post(browser, "vote", second, verdict="maybe", without=first.pk)
    assert answer.url == f"{url('room')}?without={first.pk}"
    assert third.citation.title in text(browser.get(answer.url))


def test_previous_without_scripts_goes_back_vote_by_vote(ada, review, protocol):
    first, second, third = (make_candidate(review, f"Citation {number}") for number in range(3))
    browser = signed_in(ada)

    def previous(candidate):
        page = text(browser.get(url("candidate", candidate.pk)))
        return re.search(r'<a href="([^"]+)" data-step="previous"', page)[1]

    assert previous(third) == url("history")
    vote(ada, first, "include")
    vote(ada, second, "include")
    assert previous(third) == url("candidate", second.pk)
    assert previous(second) == url("candidate", first.pk)
    assert previous(first) == url("history")


def test_who_was_signed_out_comes_back_to_the_page_and_is_told(ada, candidate):
    browser = signed_in(ada)
    browser.cookies.pop("sessionid")
    page, vote = url("candidate", candidate.pk), url("vote", candidate.pk)
    by_a_person = {"Sec-Fetch-Mode": "navigate", "Referer": f"http://testserver{page}?without=1"}
    answer = browser.post(vote, {"verdict": "include", "key": uuid4()}, headers=by_a_person)
    assert answer.url == f"/sign-in/?next={page}%3Fwithout%3D1"
    assert "What you just sent was not stored." in text(browser.get(answer.url))
    for referer in ("", "https://elsewhere.example/x", "//elsewhere.example/x"):
        answer = browser.post(vote, {"verdict": "include", "key": uuid4()}, headers={"Referer": referer})
        assert answer.url == "/sign-in/?next=/"
        assert "was not stored" not in text(browser.get(answer.url)), "a script asked, no person"
    assert browser.get(f"{page}?a=1").url == f"/sign-in/?next={page}%3Fa%3D1"
