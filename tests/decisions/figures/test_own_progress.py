from screening.decisions.figures.own_progress import progress
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_full_text, vote


def test_counts_of_mine_and_the_teams(ada, grace, review, protocol):
    both, only_ada, only_grace, nobody = [make_candidate(review) for _ in range(4)]
    closed = make_candidate(review)
    vote(ada, closed, "include")
    with arranging(review):
        closed.citation.closed_as = "other"
        closed.citation.save()
    make_full_text(review)
    vote(ada, both, "include", seconds=10)
    vote(ada, only_ada, "exclude", seconds=40)
    vote(grace, both, "exclude", seconds=1000)
    vote(grace, only_grace, "include")
    found = progress(member=ada)
    assert (found.total, found.judged, found.left, found.completed) == (4, 2, 2, 1)
    assert (found.team_percent, found.pace, found.seconds_left) == (25, 25, 50)
    assert nobody


def test_nothing_to_do_and_nothing_timed(ada, review):
    found = progress(member=ada)
    assert (found.total, found.team_percent, found.pace, found.seconds_left) == (0, 0, None, None)


def test_a_fixed_number_of_queries(ada, grace, review, protocol, django_assert_num_queries):
    for _ in range(3):
        candidate = make_candidate(review)
        vote(ada, candidate, "include")
        vote(grace, candidate, "include")
        with django_assert_num_queries(3):
            progress(member=ada)
