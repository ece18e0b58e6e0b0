"""One's own history: what narrows it, and its order."""

from django.urls import reverse

from tests.casting import signed_in
from tests.decisions.rows import make_candidate, make_reason, vote

HISTORY = reverse("decisions:history", args=["exosomes"])


def shown(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_history_filters(ada, review, candidate):
    vote(ada, candidate, "include")
    vote(ada, make_candidate(review, "Mice only"), "exclude", note="a note")
    client = signed_in(ada)
    assert "2 votes" in shown(client.get(HISTORY))
    found = shown(client.get(HISTORY + "?verdict=exclude&stage=title_abstract&text=mice"))
    assert ("Mice only" in found, "1 vote in this selection" in found) == (True, True)
    assert "None of your votes is like that" in shown(client.get(HISTORY + "?verdict=maybe"))
    assert client.get(HISTORY + "?verdict=nonsense&page=x").status_code == 200


def test_history_by_reason_and_in_another_order(ada, mallory, review, protocol, reason):
    vote(ada, make_candidate(review, "Zebras"), "exclude", reason=reason)
    vote(ada, make_candidate(review, "Apples and backs"), "exclude")
    client, foreign = signed_in(ada), make_reason(mallory.review, "Foreign")
    because = shown(client.get(HISTORY + f"?reason={reason.pk}"))
    assert ("Apples" in because, "1 vote in this selection" in because) == (False, True)
    for order, first in [("latest", "Apples"), ("earliest", "Zebras"), ("title", "Apples")]:
        page = shown(client.get(HISTORY + f"?order={order}"))
        assert min(("Apples", "Zebras"), key=lambda title: page.index(f">{title}")) == first, order
    assert "Foreign" not in shown(client.get(HISTORY + f"?reason={foreign.pk}"))
