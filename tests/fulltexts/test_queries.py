from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_not_retrieved
from screening.fulltexts.queries import full_text_counts, reports_for, to_judge
from screening.reviews.models import Member
from tests.casting import arranging
from tests.decisions.rows import vote
from tests.fulltexts.rows import retrieve, seek


def test_the_queue_holds_what_is_here_undecided_and_not_mine_yet(
    here: Report, ada: Member, grace: Member, judy: Member, eve: Member
) -> None:
    seek(ada, grace, title="Still to find")
    assert list(to_judge(member=ada)) == [here]
    vote(ada, here.candidate, "include")
    assert list(to_judge(member=ada)) == []
    assert list(to_judge(member=grace)) == list(to_judge(member=judy)) == [here]
    vote(grace, here.candidate, "include")
    assert list(to_judge(member=judy)) == []


def test_a_row_shows_my_own_verdict_only(here: Report, ada: Member, grace: Member) -> None:
    vote(ada, here.candidate, "include")
    assert [report.my_verdict for report in reports_for(member=ada)] == ["include"]
    assert [report.my_verdict for report in reports_for(member=grace)] == [None]


def test_the_counts_are_of_what_is_sought_now(
    here: Report, ada: Member, grace: Member, olive: Member, reason: object
) -> None:
    lost = seek(ada, grace, title="Never found")
    mark_not_retrieved(by=ada, report=lost, note="No copy anywhere")
    out, merged = retrieve(ada, grace, title="Rats"), retrieve(ada, grace, title="Merged away")
    for voter in (ada, grace):
        vote(voter, out.candidate, "exclude", reason=reason)
    with arranging(ada.review):
        merged.citation.merged_into = here.citation
        merged.citation.save()
    counts = full_text_counts(member=ada)
    assert (counts.sought, counts.awaited, counts.retrieved, counts.not_retrieved) == (3, 0, 2, 1)
    assert (counts.included, counts.excluded, counts.conflicts, counts.mine) == (0, 1, 0, 1)
    assert full_text_counts(member=olive).mine is None


def test_another_review_sees_nothing_of_it(here: Report, mallory: Member) -> None:
    assert not reports_for(member=mallory).exists()
    assert full_text_counts(member=mallory).sought == 0
