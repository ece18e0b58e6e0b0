"""What the room sends beside votes: labels, leaving; and whose it may be."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.accounts.operations import change_preferences
from screening.audit.models import AuditEvent
from screening.decisions.models import Vote
from screening.decisions.preferences import order_of
from screening.records import labels
from screening.records.labelling import add_label, put_on, retire_label
from tests.casting import signed_in
from tests.decisions.rows import make_candidate


def url(name, *args):
    return reverse(f"decisions:{name}", args=["exosomes", *args])


def text(response):
    return response.content.decode()


def on(member, candidate):
    puts = labels.on(member=member, citations=[candidate.citation_id]).get(candidate.citation_id, [])
    return [(put.label.name, put.mine) for put in puts]


@pytest.fixture
def label(owen):
    return add_label(by=owen, name="Animals <b>", colour="blue")


def entered(member):
    """The room as somebody finds it who presses its button."""
    return text(signed_in(member).post(url("take"), follow=True))


def send(member, candidate, *, script=False, **data):
    headers = {"HX-Request": "true"} if script else {}
    return signed_in(member).post(url("label", candidate.pk), {"key": str(uuid4())} | data, headers=headers)


def test_a_label_is_put_on_and_taken_off_by_a_plain_form(ada, grace, candidate, label):
    page = entered(ada)
    assert f'<button name="put" value="{label.pk}" aria-pressed="false"' in page
    assert send(ada, candidate, put=label.pk).url == url("candidate", candidate.pk)
    assert on(ada, candidate) == [("Animals <b>", True)]
    page = text(signed_in(ada).get(url("candidate", candidate.pk)))
    assert f'<button name="take" value="{label.pk}" aria-pressed="true"' in page
    assert f'data-labels="{label.pk}"' in page
    assert "Animals &lt;b&gt;</li>" in page
    assert "Animals &lt;b&gt;</li>" not in text(signed_in(grace).get(url("candidate", candidate.pk)))
    send(ada, candidate, take=label.pk)
    assert on(ada, candidate) == []


def test_sent_twice_it_is_one_change(ada, candidate, label):
    key = str(uuid4())
    for _ in range(2):
        answer = send(ada, candidate, script=True, put=label.pk, key=key)
        assert (answer.status_code, "data-answer" in text(answer)) == (200, True)
    assert AuditEvent.objects.filter(kind="citation.labelled").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose one label"),
        ({"put": "1", "take": "1"}, "no such label"),
        ({"put": "x"}, "no such label"),
        ({"key": "x"}, "did not arrive whole"),
    ],
)
def test_bad_input_changes_nothing(ada, candidate, data, sentence):
    answer = send(ada, candidate, script=True, **data)
    assert answer.status_code == 422
    assert sentence in text(answer)
    followed = signed_in(ada).post(url("label", candidate.pk), {"key": str(uuid4())} | data, follow=True)
    assert sentence in text(followed)
    assert on(ada, candidate) == []


def test_a_retired_or_foreign_label_or_citation(ada, owen, mallory, candidate, label):
    foreign = add_label(by=mallory, name="Theirs", colour="ink")
    assert "no such label" in text(send(ada, candidate, script=True, put=foreign.pk))
    assert send(ada, make_candidate(mallory.review), put=label.pk).status_code == 404
    put_on(by=ada, label=label, citations=[candidate.citation_id], round_key=uuid4())
    retire_label(by=owen, label=label)
    send(ada, candidate, take=label.pk)
    assert on(ada, candidate) == []
    assert "was retired" in text(send(ada, candidate, script=True, put=label.pk))


@pytest.mark.parametrize("name", ["vote", "undo", "label"])
def test_what_another_members_page_sends_is_refused_and_on_record(ada, grace, candidate, label, name):
    data = {"key": str(uuid4()), "verdict": "include", "put": label.pk, "page_of": grace.pk}
    answer = signed_in(ada).post(url(name, candidate.pk), data)
    assert (answer.status_code, "signed in as Ada" in text(answer)) == (409, True)
    assert not Vote.objects.unblinded(because="the test looks").exists()
    assert on(ada, candidate) == []
    [event] = AuditEvent.objects.filter(kind="access.refused")
    assert (event.actor_id, event.data["right"]) == (ada.user_id, "vote for somebody else")


def test_leaving_by_a_button_or_as_a_window_closes(ada, candidate):
    client = signed_in(ada)
    assert client.post(url("leave"), {"held": "1,2"}).status_code == 204
    assert client.post(url("leave"), {"then": "overview"}).url == reverse("reviews:index", args=["exosomes"])
    assert client.get(url("leave")).status_code == 405


def test_authors_and_journal_are_not_in_the_page_for_who_hides_them(ada, grace, review, protocol):
    shown = {"journal": "Spine", "authors": [{"family": "Müller", "given": "A"}]}
    first, second = (make_candidate(review, str(number), **shown) for number in range(2))
    change_preferences(by=ada.user, hide_origin=True, text_size="largest")
    for asked in (
        lambda client: client.post(url("take"), follow=True),
        lambda client: client.get(url("candidate", first.pk)),
        lambda client: client.post(url("ahead"), {"without": second.pk}),
    ):
        for member, sees in ((ada, False), (grace, True)):
            page = text(asked(signed_in(member)))
            assert page.count("<article") == 1
            assert ("Müller" in page, "Spine" in page) == (sees, sees)
    assert 'class="room largest"' in entered(ada)


def test_the_order_is_ones_own(ada, grace):
    change_preferences(by=ada.user, order="title")
    assert (order_of(ada), order_of(grace)) == ("title", "random")


def test_cards_with_labels_cost_the_same_however_many(ada, review, protocol, label):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            candidate = make_candidate(review)
            put_on(by=ada, label=label, citations=[candidate.citation_id], round_key=uuid4())
        assert signed_in(ada).post(url("leave")).status_code == 204
        with CaptureQueriesContext(connection) as captured:
            assert signed_in(ada).post(url("ahead")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_citation_without_abstract_says_where_to_look(ada, review, protocol):
    make_candidate(review, "Nowhere & <unknown>")
    page = entered(ada)
    assert page.count("No abstract") == 2, "a mark beside the title and a notice in the abstract's place"
    assert "https://pubmed.ncbi.nlm.nih.gov/?term=Nowhere+%26+%3Cunknown%3E" in page
    elsewhere = text(signed_in(ada).get(url("candidate", make_candidate(review, pmid="12", doi="10.1/x").pk)))
    assert elsewhere.count("https://pubmed.ncbi.nlm.nih.gov/12/") == 2
    assert "?term=" not in elsewhere


def test_a_vote_is_told_to_add_one_only_where_none_stood(ada, candidate):
    client = signed_in(ada)

    def told(name, **data):
        sent = {"key": str(uuid4())} | data
        return text(client.post(url(name, candidate.pk), sent, headers={"HX-Request": "true"}))

    assert "data-adds" in told("vote", verdict="maybe")
    assert told("vote", verdict="include").strip() == "<div data-answer></div>"
    told("undo")
    assert "data-adds" in told("vote", verdict="include")


@pytest.mark.parametrize("sent", ["vote", "undo", "label"])
def test_what_the_scripts_send_goes_beneath_the_citations_own_address(sent: str) -> None:
    """``room.js`` makes these of the address that a card carries."""
    page = reverse("decisions:candidate", args=["exosomes", 7])
    assert reverse(f"decisions:{sent}", args=["exosomes", 7]) == f"{page}{sent}/"
