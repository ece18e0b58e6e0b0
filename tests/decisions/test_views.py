"""The pages without scripts: forms post, pages answer."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.models import Vote
from screening.decisions.operations import resolve
from screening.decisions.queries import queue
from screening.decisions.taking import held_by
from tests.casting import signed_in
from tests.decisions.asking import entered, post, text, url
from tests.decisions.rows import (
    make_candidate,
    make_full_text,
    make_protocol,
    make_reason,
    outcome_of,
    vote,
)


def all_votes():
    return Vote.objects.unblinded(because="the test looks").order_by("pk")


def test_no_frozen_protocol_says_what_to_do(owen, review):
    page = text(signed_in(owen).get(url("room")))
    assert "Screening starts when the protocol is frozen" in page
    assert reverse("protocol:show", args=["exosomes"]) in page


def test_nothing_to_screen_yet(ada, protocol):
    assert reverse("searches:list", args=["exosomes"]) in text(signed_in(ada).get(url("room")))


def test_the_room_shows_one_citation_with_criteria_and_marks(ada, review, protocol, reason):
    make_candidate(
        review, "Exosomes & <script>alert(1)</script>", pmid="123", year=2024, journal="Spine",
        abstract=[{"label": "BACKGROUND", "text": "Low back pain in rats, p < 0.05"}],
    )  # fmt: skip
    page = entered(signed_in(ada))
    assert '<mark class="in">Exosomes</mark> &amp; &lt;script&gt;' in page
    assert "<h2>Background</h2>" in page
    assert '<mark class="in">Low back pain</mark> in <mark class="out">rats</mark>, p &lt; 0.05' in page
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/123/" target="_blank" rel="noopener noreferrer"' in page
    assert "Animal study" in page
    assert "Not low back pain" in page
    assert "No abstract" not in page


def test_a_missing_abstract_is_said(ada, candidate):
    assert "The source gave none" in entered(signed_in(ada))


def test_a_vote_by_form_leads_to_the_next_citation(ada, review, candidate):
    client, other = signed_in(ada), make_candidate(review, "Another one")
    answer = post(client, "vote", candidate, verdict="include", note="  adults ", seconds="7")
    assert answer.status_code == 302
    [stored] = all_votes()
    assert (stored.verdict, stored.note, stored.seconds, stored.by) == ("include", "adults", 7, ada)
    page = text(client.get(answer.url))
    assert "Another one" in page
    assert "<span data-judged>1</span> of 2 by me" in page
    assert other.pk


def test_a_reason_alone_excludes(ada, candidate, reason):
    post(signed_in(ada), "vote", candidate, reason=reason.pk)
    assert [(v.verdict, v.reason) for v in all_votes()] == [("exclude", reason)]


def test_a_script_is_told_that_one_more_is_judged_and_a_second_post_is_the_same_vote(ada, candidate):
    client, key = signed_in(ada), str(uuid4())
    for _ in range(2):
        answer = post(client, "vote", candidate, script=True, verdict="maybe", key=key)
        assert (answer.status_code, text(answer).strip()) == (200, "<div data-answer data-adds></div>")
    assert all_votes().count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose a verdict."),
        ({"verdict": "perhaps"}, "The verdict is include, maybe or exclude."),
        ({"verdict": "include", "key": "no-uuid"}, "no valid key"),
        ({"verdict": "exclude", "reason": "999999"}, "not offered here any more"),
        ({"verdict": "exclude", "reason": "abc"}, "not offered here any more"),
    ],
)
def test_bad_input_is_answered_and_stores_nothing(ada, candidate, data, sentence):
    answer = post(signed_in(ada), "vote", candidate, **data)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Not stored." in text(answer)
    by_script = post(signed_in(ada), "vote", candidate, script=True, **data)
    assert (by_script.status_code, by_script.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert sentence in text(by_script)
    assert not all_votes().exists()


def test_a_refused_vote_keeps_the_note_on_the_page(ada, review, reason):
    make_protocol(review, reason_required=True)
    answer = post(signed_in(ada), "vote", make_candidate(review), verdict="exclude", note="my careful note")
    assert "An exclusion needs a reason" in text(answer)
    assert "my careful note</textarea>" in text(answer)


def test_a_foreign_reason_is_not_on_offer(ada, candidate, mallory):
    foreign = make_reason(mallory.review, "Foreign")
    answer = post(signed_in(ada), "vote", candidate, reason=foreign.pk)
    assert (answer.status_code, "not offered here" in text(answer)) == (422, True)


def test_strangers_candidates_are_not_found(ada, mallory, candidate, review):
    assert post(signed_in(mallory), "vote", candidate, verdict="include").status_code == 404
    foreign = make_candidate(mallory.review)
    assert post(signed_in(ada), "vote", foreign, verdict="include").status_code == 404
    assert post(signed_in(ada), "vote", make_full_text(review), verdict="include").status_code == 404
    assert signed_in(ada).get(url("candidate", 10**9)).status_code == 404


def test_observers_and_auditors_do_not_enter_the_room(olive, audrey, eve, candidate):
    for member in (olive, audrey, eve):
        client = signed_in(member)
        for name in ("room", "history"):
            assert client.get(url(name)).status_code == 403
        for name in ("take", "ahead", "leave"):
            assert client.post(url(name)).status_code == 403
        assert post(client, "vote", candidate, verdict="include").status_code == 403
        assert post(client, "undo", candidate).status_code == 403
        assert post(client, "resolve", candidate, verdict="include").status_code == 403


def test_undo_shows_the_citation_again_or_goes_back_to_the_history(ada, candidate):
    client = signed_in(ada)
    for then, goes in [("", url("candidate", candidate.pk)), ("history", url("history"))]:
        vote(ada, candidate, "include")
        assert post(client, "undo", candidate, then=then).url == goes
        assert all_votes().last().verdict == "withdrawn"
    page = text(client.get(url("candidate", candidate.pk)))
    assert "My vote:" not in page
    assert "taken back" in page
    assert "no vote of yours" in text(client.get(post(client, "undo", candidate).url))
    assert post(client, "undo", candidate, script=True).status_code == 422


def test_changing_a_vote_shows_it_with_its_note(ada, candidate):
    vote(ada, candidate, "maybe", note="dose unclear")
    page = text(signed_in(ada).get(url("candidate", candidate.pk)))
    assert "My vote: Maybe" in page
    assert "dose unclear</textarea>" in page


def test_a_full_text_is_judged_on_its_own_page(ada, review, protocol):
    candidate = make_full_text(review)
    page = reverse("fulltexts:report", args=["exosomes", candidate.report_id])
    assert signed_in(ada).get(url("candidate", candidate.pk)).url == page


def test_skipping(ada, review, protocol):
    for _ in range(3):
        make_candidate(review)
    client, order = signed_in(ada), [c.pk for c in queue(member=ada)]
    skip_one = entered(client, without=order[0])
    assert url("vote", order[1]) in skip_one
    assert f'name="without" value="{order[0]},{order[1]}"' in skip_one
    assert url("vote", order[2]) in entered(client, without=f"{order[0]},{order[1]}")
    assert "Only what you skipped is left" in entered(client, without=f"{order[0]},{order[1]},{order[2]}")
    assert url("vote", order[1]) in text(client.get(url("room")))
    assert client.get(url("room") + "?without=x,-1,99999999999999999999,٣").status_code == 200


def test_ahead_are_the_next_ones_without_those_held(ada, review, protocol):
    for _ in range(3):
        make_candidate(review)
    order = [c.pk for c in queue(member=ada)]
    assert signed_in(ada).get(url("ahead")).status_code == 405, "handing out changes something"
    page = text(signed_in(ada).post(url("ahead"), {"without": f"{order[0]}"}))
    assert page.count("<article") == 2
    assert page.index(url("candidate", order[1])) < page.index(url("candidate", order[2]))


@pytest.mark.parametrize(
    ("most", "cards"), [("0", 0), ("1", 1), ("-1", 3), ("x", 3), ("9" * 5000, 3), ("", 3)]
)
def test_no_more_come_ahead_than_are_wanted(ada, review, protocol, most, cards):
    for _ in range(3):
        make_candidate(review)
    client = signed_in(ada)
    assert text(client.post(url("ahead"), {"most": most})).count("<article") == cards
    assert held_by(member=ada, stage="title_abstract").count() == cards


def test_settling_leads_to_the_next_conflict(ada, grace, judy, review, candidate, reason):
    other = make_candidate(review, "The second conflict")
    for conflict in (candidate, other):
        vote(ada, conflict, "include", note="looks <b>fine</b>")
        vote(grace, conflict, "exclude", reason=reason)
    client = signed_in(judy)
    assert text(client.get(url("conflicts"))).count("mine to settle") == 2
    page = text(client.get(url("conflict", candidate.pk)))
    for told in (
        "Ada",
        "Grace",
        "looks &lt;b&gt;fine&lt;/b&gt;",
        "Not low back pain",
        "1 of 2",
        'rel="next"',
        "Settle it",
    ):
        assert told in page
    refused = post(client, "resolve", candidate, verdict="exclude", note="kept note")
    assert (refused.status_code, "needs a reason" in text(refused)) == (422, True)
    assert "kept note</textarea>" in text(refused)
    assert post(client, "resolve", candidate, reason=reason.pk, note="rats").url == url("conflict", other.pk)
    assert outcome_of(candidate) == ("excluded", "resolved")
    assert post(client, "resolve", other, verdict="include").url == url("conflicts")
    assert "No conflict is open" in text(client.get(url("conflicts")))
    assert "rats" in text(client.get(url("conflict", candidate.pk)))
    assert "no conflict here any more" in text(post(client, "resolve", other, verdict="include"))


def test_who_voted_does_not_settle_and_who_did_not_sees_no_votes(ada, grace, owen, ines, candidate):
    vote(owen, candidate, "include", note="secret note")
    vote(grace, candidate, "exclude")
    own = text(signed_in(owen).get(url("conflict", candidate.pk)))
    assert ("Settle it" in own, "I voted here" in own) == (False, True)
    assert "You voted on this one" in text(post(signed_in(owen), "resolve", candidate, verdict="include"))
    other = text(signed_in(ada).get(url("conflict", candidate.pk)))
    assert "secret note" not in other
    assert "open to those who cast them" in other
    assert "secret note" not in text(signed_in(ines).get(url("conflict", candidate.pk)))


def test_a_resolution_is_open_to_those_who_see_the_votes(ada, grace, judy, olive, review, protocol, reason):
    candidate = make_full_text(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude", reason=reason)
    page = signed_in(judy).get(url("conflict", candidate.pk))
    assert reverse("fulltexts:report", args=["exosomes", candidate.report_id]) in text(page)
    resolve(by=judy, candidate=candidate, verdict="include", note="Judy's note")
    for member, sees in ((ada, True), (judy, True), (olive, False)):
        assert ("Judy&#x27;s note" in text(signed_in(member).get(url("conflict", candidate.pk)))) == sees


def queries_of(call):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = call()
    assert answer.status_code in (200, 204, 302)
    return len(captured)


@pytest.mark.parametrize("name", ["room", "take", "ahead", "leave", "history", "conflicts", "progress"])
def test_pages_ask_the_same_number_of_queries_with_one_row_and_with_three(
    name, ada, grace, review, protocol, reason
):
    client, counts = signed_in(ada), []
    ask = client.post if name in ("take", "ahead", "leave") else client.get
    for more in (1, 2):
        for _ in range(more):
            make_candidate(review)
            make_reason(review, str(uuid4()))
            vote(ada, make_candidate(review), "exclude", reason=reason)
            conflict = make_candidate(review)
            vote(ada, conflict, "include")
            vote(grace, conflict, "exclude", reason=reason)
        client.post(url("leave"))
        counts.append(queries_of(partial(ask, url(name))))
    assert counts[0] == counts[1]


# who asks, 3; the candidate, 1; the vote, from BEGIN to COMMIT, 12 (one that decides writes the outcome, too)
A_VOTE = 16


def test_a_vote_asks_the_same_number_of_queries_however_much_there_is(ada, review, protocol):
    client = signed_in(ada)

    def cost():
        candidate = make_candidate(review)
        return queries_of(lambda: post(client, "vote", candidate, script=True, verdict="include"))

    first = cost()
    for number in range(3):
        make_reason(review, f"Reason {number}")
        vote(ada, make_candidate(review), "include")
    assert cost() == first == A_VOTE
