from screening.decisions.entering import enter_screening
from screening.decisions.models import Candidate
from tests.casting import arranging
from tests.decisions.rows import make_citation


def test_open_citations_enter_once(review, django_assert_num_queries):
    surviving, other = make_citation(review), make_citation(review)
    closed = make_citation(review, closed_as="automation")
    merged = make_citation(review, merged_into=surviving)
    with arranging(review):
        with django_assert_num_queries(2):
            assert enter_screening(citations=[surviving, other, closed, merged]) == 2
        assert enter_screening(citations=[surviving, other]) == 0
    candidates = Candidate.objects.order_by("citation")
    assert [(c.citation, c.stage, c.outcome) for c in candidates] == [
        (surviving, "title_abstract", "pending"), (other, "title_abstract", "pending"),
    ]  # fmt: skip


def test_many_enter_in_batches(review, monkeypatch):
    monkeypatch.setattr("screening.decisions.entering.AT_ONCE", 2)
    citations = [make_citation(review) for _ in range(5)]
    with arranging(review):
        assert enter_screening(citations=citations) == 5
    assert Candidate.objects.count() == 5
