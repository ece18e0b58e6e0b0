"""The pages: who screens what, the room's doors, and what awaits a second reviewer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.allocation.models import Allocation, Lease
from screening.protocol.models import Stage
from screening.records.models import Citation
from screening.reviews.operations import set_blinding
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from tests.casting import arranging, signed_in
from tests.decisions.allocation.rows import holding, run_out, taken
from tests.decisions.rows import make_candidate, make_full_text, vote


def url(name, *args):
    return reverse(f"decisions:{name}", args=["exosomes", *args])


def text(response):
    return response.content.decode()


def divided(client, **data):
    return client.post(
        url("divide", "title_abstract"), {"seen": 0, "lease_minutes": 20, "order": "priority"} | data
    )


def test_an_owner_sees_first_what_each_would_have(owen, ada, grace, judy, review, protocol):
    for _ in range(6):
        make_candidate(review)
    client = signed_in(owen)
    page = text(client.get(url("divide", "title_abstract") + "?mode=number"))
    assert page.count('value="3"') == 4, "equal shares are proposed: 12 votes among four"
    shares = {f"member_{m.pk}": n for m, n in ((owen, 0), (ada, 4), (grace, 4), (judy, 0))}
    preview = text(divided(client, mode="number", **shares))
    assert ("What each person would have" in preview, Allocation.objects.count()) == (True, 0)
    assert '<td>Ada</td><td class="num">4</td>' in preview
    assert 'Everybody who screens</td><td class="num">2</td>' in preview
    assert divided(client, mode="number", save="1", **shares).url == url("who")
    page = text(client.get(url("who")))
    assert "Title and abstract: by number" in page
    assert "kept for somebody for 20 minutes" in page
    assert "changed" in text(divided(client, mode="pool", save="1")), "the page was older than this"


def test_pairs_and_sources_by_form(owen, ada, grace, review, protocol):
    client = signed_in(owen)
    pair = {"first_1": ada.pk, "second_1": grace.pk}
    assert divided(client, mode="pairs", save="1", **pair).status_code == 302
    assert Allocation.objects.get().given == [{"members": [ada.pk, grace.pk], "size": None, "source": None}]
    page = text(client.get(url("divide", "title_abstract")))
    assert f'<option value="{grace.pk}" selected>' in page
    assert "No source has been added yet" in text(
        client.get(url("divide", "title_abstract") + "?mode=source")
    )
    hand_over = {"seen": 1, "leaving": ada.pk, "successor": owen.pk}
    answer = client.post(url("hand_over", "title_abstract"), hand_over, follow=True)
    assert "The open work is handed over" in text(answer)
    again = client.post(url("use_again", "title_abstract"), {"number": 1, "seen": 2}, follow=True)
    assert "in force again" in text(again)
    assert Allocation.objects.first().parts == Allocation.objects.last().parts


def test_who_was_quicker_is_named_and_a_second_click_is_told_from_it(owen, ada, grace, review, protocol):
    change_role(by=owen, member=ada, role=Role.OWNER)
    pair = {"mode": "pairs", "save": "1", "first_1": ada.pk, "second_1": grace.pk}
    divided(signed_in(owen), **pair)
    assert "You changed who screens what meanwhile" in text(divided(signed_in(owen), **pair))
    assert "Owen changed who screens what meanwhile" in text(divided(signed_in(ada), **pair))
    assert Allocation.objects.count() == 1


def test_work_is_handed_over_from_those_who_have_some_to_somebody_else(owen, ada, grace, judy, protocol):
    client = signed_in(owen)
    divided(client, mode="pairs", save="1", first_1=ada.pk, second_1=grace.pk)
    offered = re.search(r'name="leaving".*?</select>', text(client.get(url("who"))))[0]
    assert [name in offered for name in ("Ada", "Grace", "Owen", "Judy")] == [True, True, False, False]
    same = {"seen": 1, "leaving": ada.pk, "successor": ada.pk}
    answer = client.post(url("hand_over", "title_abstract"), same, follow=True)
    assert "This is the open work of Ada already. Choose somebody else." in text(answer)


def test_earlier_divisions_say_whose_shares_they_were(owen, ada, grace, judy, protocol):
    client = signed_in(owen)
    divided(client, mode="pairs", save="1", first_1=ada.pk, second_1=grace.pk)
    divided(client, mode="pairs", save="1", seen=1, first_1=ada.pk, second_1=judy.pk)
    divided(client, mode="pool", save="1", seen=2)
    page = text(client.get(url("who")))
    assert "Pairs (Ada, Grace), 20 minutes" in page
    assert "Pairs (Ada, Judy), 20 minutes" in page


def test_one_person_makes_no_pair(owen, protocol):
    page = text(signed_in(owen).get(url("divide", "title_abstract") + "?mode=pairs"))
    assert "only one can screen here" in page


@pytest.mark.parametrize(
    "data",
    [
        {"mode": "pool", "lease_minutes": "soon"},
        {"mode": "pool", "order": "best"},
        {"mode": "percent", "seen": ""},
        {"mode": "pairs", "first_1": "abc"},
        {"mode": "pairs"},
        {"mode": "source"},
        {"mode": "number"},
    ],
)
def test_bad_input_is_answered_and_saves_nothing(owen, protocol, data):
    answer = divided(signed_in(owen), save="1", **data)
    assert (answer.status_code, "errorlist" in text(answer)) == (422, True)
    assert not Allocation.objects.exists()


def test_what_is_not_there_is_not_found(owen, protocol):
    client = signed_in(owen)
    assert client.get(url("divide", "abstracts")).status_code == 404
    assert client.get(url("divide", "full_text") + "?mode=lottery").status_code == 404
    for number in ("", "x", "7", "9" * 40, "-1"):
        answer = client.post(url("use_again", "full_text"), {"number": number}, follow=True)
        assert "no such earlier division" in text(answer)
    assert "Nothing was changed" in text(client.post(url("hand_over", "full_text"), {}, follow=True))


def test_everybody_may_look_and_owners_alone_change(ada, olive, protocol):
    for member in (ada, olive):
        client = signed_in(member)
        page = text(client.get(url("who")))
        assert ("Who screens what" in page, "Change this" in page) == (True, False)
        assert divided(client, mode="pool", save="1").status_code == 403


def test_the_room_tells_when_to_look_again_and_not_who(owen, ada, grace, judy, review, protocol):
    make_candidate(review)
    taken(ada)
    taken(grace)
    page = text(signed_in(judy).post(url("take"), follow=True))
    assert "Others are judging what is left" in page
    assert "(UTC)" in page
    assert not any(name in page for name in ("Ada", "Grace"))
    run_out(ada)
    assert "<article" in text(signed_in(judy).post(url("take"), follow=True))


def test_leaving_gives_back_all_or_what_one_window_held(ada, review, protocol):
    kept, given = make_candidate(review).pk, make_candidate(review).pk
    text_held = make_full_text(review)
    client = signed_in(ada)
    taken(ada, 2)
    taken(ada, stage=Stage.FULL_TEXT)
    assert client.post(url("leave"), {"held": f"{given},x,{10**30}"}).status_code == 204
    assert holding() == {(kept, ada.pk), (text_held.pk, ada.pk)}
    assert client.post(url("leave"), {"held": ""}).status_code == 204
    assert len(holding()) == 2
    assert client.post(url("leave"), {"then": "overview"}).url == reverse("reviews:index", args=["exosomes"])
    assert holding() == {(text_held.pk, ada.pk)}


def test_looking_takes_nothing(ada, review, protocol):
    make_candidate(review)
    client = signed_in(ada)
    assert "Start screening" in text(client.get(url("room")))
    assert client.get(url("ahead")).status_code == client.get(url("take")).status_code == 405
    assert not Lease.objects.exists()


@pytest.mark.parametrize(
    "without",
    [",".join(map(str, range(10**6, 10**6 + 10_000))), "x,;drop,-1,²,٣", "1" * 5000, "," * 5000, "0,0,0"],
)
def test_ids_that_mean_nothing_hinder_nobody(ada, mallory, review, protocol, without):
    candidate, foreign = make_candidate(review), make_candidate(mallory.review)
    client = signed_in(ada)
    page = text(client.post(url("ahead"), {"without": f"{foreign.pk},{without}"}))
    assert url("candidate", candidate.pk) in page
    client.post(url("leave"), {"held": f"{foreign.pk},{without}"})
    assert holding() == {(candidate.pk, ada.pk)}
    assert client.post(url("take"), {"without": without}).status_code == 302


def test_twenty_are_held_ready_and_the_rest_comes_as_room_is_made(ada, review, protocol):
    for _ in range(25):
        make_candidate(review)
    client = signed_in(ada)
    assert text(client.post(url("ahead"))).count("<article") == 20
    assert text(client.post(url("ahead"))).count("<article") == 20, (
        "after a reload: what is held, nothing more"
    )
    assert len(holding()) == 20
    held = ",".join(str(pk) for pk, _ in holding())
    assert text(client.post(url("ahead"), {"without": held})).count("<article") == 5


def test_what_awaits_a_second_reviewer_shows_as_far_as_votes_are_open(
    owen, ada, grace, judy, audrey, olive, review, protocol
):
    mine, theirs, done = (
        make_candidate(review, title) for title in ("Ada judged", "Grace judged", "Both judged")
    )
    reports = make_full_text(review)
    vote(ada, mine, "include")
    vote(ada, reports, "include")
    vote(grace, theirs, "exclude")
    for member in (ada, grace):
        vote(member, done, "include")

    def shown(member):
        page = text(signed_in(member).get(url("awaiting")))
        return [title for title in ("Ada judged", "Grace judged", "Both judged") if title in page]

    assert [shown(m) for m in (ada, grace, audrey)] == [
        ["Ada judged"],
        ["Grace judged"],
        ["Ada judged", "Grace judged"],
    ]
    assert shown(owen) == shown(judy) == shown(olive) == []
    set_blinding(by=owen, blinded=False, reason="Training")
    assert shown(judy) == ["Ada judged", "Grace judged"]


def test_the_tab_is_there_for_those_who_find_something(owen, ada, audrey, olive, protocol):
    tab = f'href="{url("awaiting")}"'
    for member, has in ((ada, True), (audrey, True), (olive, False)):
        assert (tab in text(signed_in(member).get(url("who")))) is has
    assert "shows to those who judge it" in text(signed_in(olive).get(url("awaiting")))
    set_blinding(by=owen, blinded=False, reason="training")
    assert tab in text(signed_in(olive).get(url("who")))


def test_what_awaits_is_filtered_ordered_and_tells_my_own_vote_alone(
    ada, grace, owen, review, protocol, reason
):
    first, second = (make_candidate(review, title) for title in ("Zebra", "Apple"))
    vote(ada, first, "exclude", reason=reason)
    vote(ada, second, "include")
    full_text = make_full_text(review)
    with arranging(review):
        Citation.objects.filter(pk=full_text.citation_id).update(title="My full text")
    vote(ada, full_text, "include")
    set_blinding(by=owen, blinded=False, reason="Training")

    def titles(**query):
        page = text(signed_in(ada).get(url("awaiting"), query))
        return sorted((t for t in ("Zebra", "Apple", "My full text") if f">{t}" in page), key=page.index)

    assert titles() == ["Zebra", "Apple", "My full text"]
    assert titles(order="title") == ["Apple", "My full text", "Zebra"]
    assert titles(order="latest", stage="title_abstract") == ["Apple", "Zebra"]
    assert titles(text="zeb", order="nonsense") == ["Zebra"]
    assert "Nothing that waits is like that" in text(signed_in(ada).get(url("awaiting"), {"text": "mouse"}))
    mine, others = (text(signed_in(member).get(url("awaiting"))) for member in (ada, grace))
    assert (reason.label in mine, reason.label in others) == (True, False)


@pytest.mark.parametrize("name", ["who", "awaiting"])
def test_the_same_number_of_queries_with_one_row_and_with_three(name, owen, ada, audrey, review, protocol):
    client, counts = signed_in(audrey), []
    for more in (1, 2):
        for _ in range(more):
            vote(ada, make_candidate(review), "include")
            divided(signed_in(owen), mode="pool", save="1", seen=Allocation.objects.count())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(name)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 25
