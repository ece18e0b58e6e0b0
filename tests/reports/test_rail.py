from screening.fulltexts.operations import mark_not_retrieved
from screening.reports.rail import rail_counts
from screening.reviews.models import Member
from tests.decisions.rows import make_protocol, vote
from tests.fulltexts.rows import retrieve, seek, title_candidate


def test_a_report_signed_as_not_retrieved_is_no_open_work(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    report = seek(ada, grace)
    assert rail_counts(member=owen)["fulltexts"].dot == "open"
    assert rail_counts(member=owen)["reports"].text == "draft"
    mark_not_retrieved(by=ada, report=report, note="No copy anywhere")
    assert rail_counts(member=owen)["fulltexts"].dot == "done"
    assert rail_counts(member=owen)["reports"].text == ""


def test_a_study_counts_while_a_report_of_it_is_included(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    report = retrieve(ada, grace)
    for voter in (ada, grace):
        vote(voter, report.candidate, "include")
    assert rail_counts(member=owen)["extraction"].text == "1"
    vote(grace, title_candidate(report), "exclude")
    assert rail_counts(member=owen)["extraction"].text == "0"
    assert rail_counts(member=owen)["fulltexts"].text == "0"
