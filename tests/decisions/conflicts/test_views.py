"""The list of conflicts: by pair, reason, stage and order, of what is open; and the way through it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.accounts.operations import change_preferences
from screening.decisions.barring.operations import bar
from screening.decisions.conflicts.filters import ConflictFilter
from screening.decisions.outcomes.reopening import reopen
from screening.decisions.queries import differing_reasons
from screening.reviews.permissions import Role
from tests.casting import join, signed_in
from tests.decisions.rows import make_candidate, make_full_text, make_protocol, make_reason, outcome_of, vote


@pytest.fixture
def rita(owen):
    return join(owen, "Rita", Role.REVIEWER)


@pytest.fixture
def disputed(ada, grace, rita, review, protocol, reason):
    """Ada against Grace twice, once for a reason; Ada against Rita once, at full text."""
    plain = disagree(review, ada, grace, "B plain")
    because = disagree(review, ada, grace, "A because", reason=reason)
    text = make_full_text(review)
    vote(ada, text, "include")
    vote(rita, text, "exclude", reason=reason)
    return plain, because, text


def disagree(review, one, other, title="Exosomes", reason=None):
    candidate = make_candidate(review, title)
    vote(one, candidate, "include")
    vote(other, candidate, "exclude", reason=reason)
    return candidate


def found(member, **query):
    return ConflictFilter(query, member=member).ids


def choices(member, name):
    return dict(ConflictFilter({}, member=member).filters[name].extra["choices"])


def test_by_pair_and_by_reason_with_how_many(ada, grace, rita, judy, disputed, reason):
    plain, because, text = (candidate.pk for candidate in disputed)
    assert choices(judy, "pair") == {
        f"{ada.pk}-{grace.pk}": "Ada and Grace (2)", f"{ada.pk}-{rita.pk}": "Ada and Rita (1)",
    }  # fmt: skip
    assert choices(judy, "reason") == {
        str(reason.pk): "Not low back pain (2)", "none": "excluded without a reason (1)",
    }  # fmt: skip
    assert found(judy) == [plain, because, text]
    assert found(judy, pair=f"{ada.pk}-{grace.pk}") == [plain, because]
    assert found(judy, pair=f"{ada.pk}-{rita.pk}", stage="title_abstract") == []
    assert found(judy, reason=str(reason.pk)) == [because, text]
    assert found(judy, reason="none") == [plain]
    assert found(judy, stage="full_text") == [text]
    assert found(judy, order="newest") == [text, because, plain]
    assert found(judy, order="title", stage="title_abstract") == [because, plain]
    for nonsense in (
        {"pair": "1-2-3"},
        {"pair": "x"},
        {"reason": "9" * 30},
        {"order": "votes"},
        {"stage": "lunch"},
    ):
        assert found(judy, **nonsense) == [plain, because, text]


def test_an_address_kept_since_keeps_what_is_still_a_choice(ada, grace, rita, judy, review, disputed):
    """Once the conflicts of a pair are settled it is none of the choices."""
    *_, text = disputed
    pair = f"{ada.pk}-{rita.pk}"
    browser = signed_in(judy)
    assert browser.get(reverse("decisions:conflicts", args=["exosomes"]), {"pair": pair}).status_code == 200
    vote(rita, text, "include")
    page = browser.get(
        reverse("decisions:conflicts", args=["exosomes"]), {"pair": pair, "stage": "full_text"}
    ).content.decode()
    assert "No open conflict is like that any more." in page
    assert "Show all conflicts" in page
    assert "No conflict is open" not in page
    assert ConflictFilter({"pair": pair, "stage": "full_text"}, member=judy).kept == "stage=full_text"


def test_of_three_a_pair_that_agreed_is_no_conflict_between_the_two(
    owen, ada, grace, judy, rita, review, reason
):
    make_protocol(review, votes_required=3, differing_reasons="conflict")
    verdicts, reasons, agreed = (make_candidate(review, f"Citation {number}") for number in range(3))
    other = make_reason(review, "Not clinical")
    for candidate, said in (
        (verdicts, [("include", None), ("include", None), ("exclude", reason)]),
        (reasons, [("exclude", reason), ("exclude", other), ("exclude", other)]),
        (agreed, [("include", None)] * 3),
    ):
        for member, (verdict, because) in zip((ada, grace, rita), said, strict=True):
            vote(member, candidate, verdict, reason=because)
    reopen(by=owen, candidate=agreed, reason="A fresh look")
    assert found(judy, pair=f"{ada.pk}-{grace.pk}") == [reasons.pk, agreed.pk]
    assert found(judy, pair=f"{ada.pk}-{rita.pk}") == [verdicts.pk, reasons.pk, agreed.pk]
    assert found(judy, pair=f"{grace.pk}-{rita.pk}") == [verdicts.pk, agreed.pk]
    assert choices(judy, "pair")[f"{ada.pk}-{grace.pk}"] == "Ada and Grace (2)"


def test_only_of_votes_that_are_open_to_whoever_asks(ada, grace, rita, olive, disputed, reason):
    plain, because, text = (candidate.pk for candidate in disputed)
    pair = f"{ada.pk}-{grace.pk}"
    assert choices(rita, "pair") == {f"{ada.pk}-{rita.pk}": "Ada and Rita (1)"}
    assert found(rita, pair=pair) == found(rita) == [plain, because, text], (
        "not on offer to her, so it narrows nothing"
    )
    assert found(rita, reason=str(reason.pk)) == [text]
    assert (choices(olive, "pair"), choices(olive, "reason")) == ({}, {})
    page = signed_in(olive).get(at("conflicts")).content.decode()
    assert "Grace" not in page[page.index("<main") :]
    assert page.count("not open to you") == 3


def test_for_me(owen, ada, grace, judy, disputed, review):
    plain, because, text = (candidate.pk for candidate in disputed)
    done = make_candidate(review, "Agreed")
    for member in (ada, grace):
        vote(member, done, "include")
    reopen(by=owen, candidate=done, reason="Look again")
    assert found(grace, mine="voted") == [plain, because, done.pk]
    assert found(grace, mine="settle") == []
    vote(judy, disputed[0], "include")
    assert found(judy, mine="settle") == [because, text, done.pk]
    assert found(judy, mine="reopened") == [done.pk]
    assert "opened again" in signed_in(olive_or(owen)).get(at("conflicts")).content.decode()


def olive_or(owen):
    return join(owen, "Olive", Role.OBSERVER)


def test_where_adjudicators_alone_settle_an_owner_has_none_to_settle(owen, judy, disputed, review):
    make_protocol(review, number=2, settled_by="adjudicators")
    assert (found(owen, mine="settle"), len(found(judy, mine="settle"))) == ([], 3)
    page = signed_in(owen).get(at("conflict", disputed[0].pk)).content.decode()
    assert "By the protocol, an adjudicator who did not vote settles it" in page
    assert "Settle it" not in page


def at(name, *args):
    return reverse(f"decisions:{name}", args=["exosomes", *args])


def test_one_goes_through_the_chosen_ones_only(ada, grace, judy, review, disputed):
    plain, because, text = (candidate.pk for candidate in disputed)
    kept = f"pair={ada.pk}-{grace.pk}&order=title"
    browser = signed_in(judy)
    page = browser.get(f"{at('conflict', because)}?{kept}").content.decode()
    shown = kept.replace("&", "&amp;")
    assert "1 of 2" in page
    assert f'rel="next" href="{at("conflict", plain)}?{shown}"' in page
    settled = browser.post(f"{at('resolve', because)}?{kept}", {"verdict": "include"})
    assert settled.url == f"{at('conflict', plain)}?{kept}"
    settled = browser.post(f"{at('resolve', plain)}?{kept}", {"verdict": "include"})
    assert settled.url == at("conflicts"), "nothing is left between the two"
    assert found(judy) == [text]


def test_the_next_is_the_one_after_it_and_then_from_the_first(ada, grace, judy, review, disputed):
    plain, because, text = disputed
    browser = signed_in(judy)
    assert browser.post(at("resolve", because.pk), {"verdict": "include"}).url == at("conflict", text.pk)
    assert browser.post(at("resolve", text.pk), {"verdict": "include"}).url == at("conflict", plain.pk)


def test_it_is_opened_and_closed_again_on_the_page(owen, ada, grace, judy, review, protocol):
    candidate = make_candidate(review)
    for member in (ada, grace):
        vote(member, candidate, "include", note="secret note")
    browser, where = signed_in(owen), at("conflict", candidate.pk)
    page = browser.get(where).content.decode()
    assert "Open it again …" in page
    assert "secret note" in page
    refused = browser.post(at("reopen", candidate.pk), {"reason": " "})
    assert (refused.status_code, "Say why it is opened again" in refused.content.decode()) == (422, True)
    assert browser.post(at("reopen", candidate.pk), {"reason": "Look again"}).url == where
    page = browser.get(where).content.decode()
    assert "Look again" in page
    assert "Take the opening back" in page
    assert "Settle it" in page
    assert "Look again" in signed_in(ada).get(where).content.decode()
    assert "Look again" not in signed_in(olive_or(owen)).get(where).content.decode()
    assert browser.post(at("close_again", candidate.pk)).url == where
    assert outcome_of(candidate) == ("included", "agreed")
    again = browser.post(at("close_again", candidate.pk))
    assert (again.status_code, "not open again any more" in again.content.decode()) == (422, True)
    assert signed_in(ada).post(at("reopen", candidate.pk), {"reason": "x"}).status_code == 403


def test_excluded_by_agreement_for_different_reasons_is_told_apart(
    ada, grace, rita, judy, review, protocol, reason
):
    other = make_reason(review, "Not clinical")
    alike, apart, unnamed = (make_candidate(review, title) for title in ("Alike", "Apart", "Unnamed"))
    for candidate, hers in ((alike, reason), (apart, other), (unnamed, None)):
        vote(ada, candidate, "exclude", reason=reason)
        vote(grace, candidate, "exclude", reason=hers)
    for member, sees in ((ada, [apart]), (judy, [apart]), (rita, [])):
        assert list(differing_reasons(member=member)) == sees
    page = signed_in(judy).get(at("differing")).content.decode()
    assert "Not clinical" in page
    assert f"<td>{reason}</td>" in page
    vote(grace, apart, "include")
    assert not differing_reasons(member=judy)
    assert "There is none" in signed_in(judy).get(at("differing")).content.decode()


@pytest.mark.parametrize("name", ["conflict", "conflicts", "differing"])
def test_the_same_queries_with_one_conflict_and_with_three(ada, grace, judy, review, protocol, name):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            one, other = (make_reason(review, str(uuid4())) for _ in range(2))
            candidate = disagree(review, ada, grace, reason=one)
            apart = make_candidate(review)
            vote(ada, apart, "exclude", reason=one)
            vote(grace, apart, "exclude", reason=other)
        browser = signed_in(judy)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(at(name, *([candidate.pk] if name == "conflict" else []))).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def page(member, name, *args):
    return signed_in(member).get(at(name, *args)).content.decode()


def test_where_nobody_can_settle_the_page_says_so_to_those_who_see_the_votes(
    owen, ada, grace, olive, review, protocol
):
    by_others = disagree(review, ada, grace)
    stuck = disagree(review, ada, owen)
    said = "Nobody on the team can settle this"

    def told(member, candidate):
        return said in page(member, "conflict", candidate.pk)

    assert not told(ada, by_others)
    assert told(ada, stuck)
    assert told(owen, stuck)
    assert "invite an adjudicator</a>" in page(owen, "conflict", stuck.pk)
    assert not told(olive, stuck), "who voted is not open to her"
    judy = join(owen, "Judy", Role.ADJUDICATOR)
    assert not told(ada, stuck)
    bar(by=owen, member=judy, citation=stuck.citation, reason="Co-author")
    assert told(ada, stuck)


def test_authors_are_hidden_where_one_settles_too(ada, grace, judy, review, protocol):
    candidate = make_candidate(review, authors=[{"family": "Müller", "given": "A"}], journal="Spine")
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    for hidden in (False, True):
        change_preferences(by=judy.user, hide_origin=hidden, text_size="large")
        shown = page(judy, "conflict", candidate.pk)
        assert ("Müller" in shown, "Spine" in shown) == (not hidden, not hidden)
        assert ("Müller" in page(judy, "conflicts")) == (not hidden)
    assert "room conflict large" in shown
