from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.models import Vote
from screening.fulltexts.models import FullTextFile, Report
from screening.fulltexts.pdf import location
from screening.protocol.models import ExclusionReason
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.decisions.rows import vote
from tests.fulltexts.rows import PDF, pdf, retrieve, seek


def url(name: str, *args: object) -> str:
    return reverse(f"fulltexts:{name}", args=["exosomes", *args])


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_list_and_a_report_open_for_every_role(
    here: Report, ada: Member, eve: Member, ines: Member, audrey: Member, olive: Member
) -> None:
    for who in (ada, eve, ines, audrey, olive):
        browser = signed_in(who)
        for address in (url("list"), url("report", here.pk), url("file", here.files.get().pk)):
            assert browser.get(address).status_code == 200, (who, address)


def test_strangers_do_not_learn_that_it_exists(here: Report, mallory: Member) -> None:
    file = here.files.get()
    for browser, status in ((signed_in(mallory), 404), (Client(), 302)):
        for address in (url("list"), url("report", here.pk), url("file", file.pk)):
            assert browser.get(address).status_code == status
    for name, args in (("report", here.pk), ("file", file.pk)):
        other = reverse(f"fulltexts:{name}", args=["other", args])
        assert signed_in(mallory).get(other).status_code == 404


def test_who_only_looks_changes_nothing(here: Report, olive: Member, eve: Member) -> None:
    for name in ("judge", "undo", "retrieved", "not_retrieved", "reopen", "attempt", "assign", "rename"):
        assert signed_in(olive).post(url(name, here.pk)).status_code == 403, name
        assert signed_in(eve).get(url(name, here.pk)).status_code in (403, 405), name
    assert signed_in(eve).post(url("judge", here.pk)).status_code == 403


def test_three_reports_are_listed_with_as_many_queries_as_one(
    here: Report, ada: Member, grace: Member
) -> None:
    browser = signed_in(ada)
    with CaptureQueriesContext(connection) as one:
        browser.get(url("list"))
    for title in ("The second", "The third"):
        retrieve(ada, grace, title=title)
    with CaptureQueriesContext(connection) as three:
        assert "The third" in text(browser.get(url("list")))
    assert len(three) == len(one) <= 21


def test_the_list_is_filtered_by_state_and_by_my_vote(here: Report, ada: Member, grace: Member) -> None:
    seek(ada, grace, title="Never found")
    vote(ada, retrieve(ada, grace, title="Judged by me").candidate, "include")
    browser = signed_in(ada)
    for query, shown in (
        ("retrieval=sought", {"Never found"}),
        ("mine=open", {"Exosomes for low back pain"}),
        ("mine=done", {"Judged by me"}),
        ("outcome=conflict", set()),
        ("text=never", {"Never found"}),
        ("retrieval=nonsense&page=x", {"Never found", "Judged by me", "Exosomes for low back pain"}),
    ):
        rows = browser.get(f"{url('list')}?{query}").context["page"].object_list
        assert {report.citation.title for report in rows} == shown, query


def test_a_reader_judges_one_report_after_the_other(
    here: Report, ada: Member, grace: Member, reason: ExclusionReason
) -> None:
    reports = {url("report", here.pk), url("report", retrieve(ada, grace, title="The second").pk)}
    browser = signed_in(ada)
    first = browser.post(url("queue")).headers["Location"]
    assert browser.post(url("queue")).headers["Location"] == first, "it is kept for her"
    answer = browser.post(f"{first}judge/", {"verdict": "exclude", "reason": reason.pk, "key": uuid4()})
    assert {first, answer.headers["Location"]} == reports
    last = {"verdict": "include", "reason": reason.pk, "key": uuid4()}
    answer = browser.post(f"{answer.headers['Location']}judge/", last, follow=True)
    assert "no full text left for you" in text(answer)
    votes = Vote.objects.visible_to(ada).filter(by=ada, candidate__stage="full_text").order_by("pk")
    assert list(votes.values_list("verdict", "reason")) == [("exclude", reason.pk), ("include", None)]


def test_a_full_text_is_read_by_no_more_people_than_have_to_judge_it(
    here: Report, ada: Member, grace: Member, judy: Member
) -> None:
    for reader in (ada, grace):
        assert signed_in(reader).post(url("queue")).headers["Location"] == url("report", here.pk)
    browser = signed_in(judy)
    assert "Others are reading what is left" in text(browser.post(url("queue"), follow=True))
    vote(judy, here.candidate, "include")  # opened from the list: it counts all the same
    assert "no full text left for you" in text(browser.post(url("queue"), follow=True))


def test_an_exclusion_without_a_reason_keeps_the_note(here: Report, ada: Member, reason: object) -> None:
    posted = {"verdict": "exclude", "note": "Mixed <b>population</b>", "key": uuid4()}
    answer = signed_in(ada).post(url("judge", here.pk), posted)
    assert answer.status_code == 422
    assert "needs a reason" in text(answer)
    assert "Mixed &lt;b&gt;population&lt;/b&gt;" in text(answer)


def test_a_vote_is_taken_back(here: Report, ada: Member) -> None:
    vote(ada, here.candidate, "include")
    browser = signed_in(ada)
    assert "Take it back" in text(browser.get(url("report", here.pk)))
    answer = browser.post(url("undo", here.pk), follow=True)
    assert "in your queue again" in text(answer)
    assert "There is no vote of yours" in text(browser.post(url("undo", here.pk), follow=True))


def test_a_pdf_is_uploaded_and_read_in_a_cage(sought: Report, ada: Member) -> None:
    browser = signed_in(ada)
    browser.post(url("retrieved", sought.pk), {"upload": pdf("../../Wilson é.pdf")})
    file = FullTextFile.objects.get(report=sought)
    assert file.name == "Wilson é.pdf"
    answer = browser.get(url("file", file.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        browser.get(url("file", file.pk) + "?download")
        .headers["Content-Disposition"]
        .startswith("attachment")
    )


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"upload": SimpleUploadedFile("x.pdf", b"\x89PNG" + b"\0" * 100)}, "This is not a PDF"),
        ({"upload": SimpleUploadedFile("x.pdf", b"")}, "empty"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"link": "https://example.org/" + "x" * 100_000}, "at most 1000 characters"),
        ({"link": "https://example.org/\0"}, "Null characters are not allowed"),
        ({}, "Choose a PDF or give a link"),
    ],
)
def test_bad_input_is_named_beside_its_field(sought: Report, ada: Member, posted, sentence: str) -> None:
    answer = signed_in(ada).post(url("retrieved", sought.pk), posted)
    assert (answer.status_code, Report.objects.get(pk=sought.pk).retrieval) == (422, "sought")
    assert sentence in text(answer)


def test_a_file_beyond_the_limit_stores_nothing(sought: Report, ada: Member, settings) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    answer = signed_in(ada).post(url("retrieved", sought.pk), {"upload": pdf(content=PDF + b"x" * 1_100_000)})
    assert answer.status_code == 422
    assert "the limit is 1 MB" in text(answer)
    assert not FullTextFile.objects.exists()


def test_odd_file_names_stay_names(sought: Report, ada: Member) -> None:
    browser = signed_in(ada)
    for name in ("a\0b.pdf", "../../etc/passwd", "x" * 100_000 + ".pdf", "<script>.pdf", "..."):
        browser.post(url("retrieved", sought.pk), {"upload": pdf(name)})
    files = FullTextFile.objects.filter(report=sought)
    assert {Path(file.path).parent.name for file in files} == {str(sought.review_id)}
    assert all(
        len(file.name) <= 255 and "/" not in file.name and location(file.path).is_file() for file in files
    )
    assert "<script>.pdf" not in text(browser.get(url("report", sought.pk)))


def test_a_missing_file_is_a_404_not_a_crash(here: Report, ada: Member) -> None:
    file = here.files.get()
    location(file.path).unlink()
    assert signed_in(ada).get(url("file", file.pk)).status_code == 404


def test_a_report_is_signed_as_not_retrieved_and_sought_again(sought: Report, ada: Member) -> None:
    browser = signed_in(ada)
    assert browser.post(url("not_retrieved", sought.pk), {"note": ""}).status_code == 422
    browser.post(url("not_retrieved", sought.pk), {"note": "No copy anywhere"})
    page = text(browser.get(url("report", sought.pk)))
    assert "No copy anywhere" in page
    assert "Signed by Ada" in page
    browser.post(url("reopen", sought.pk), {"reason": "The library found one"})
    browser.post(url("attempt", sought.pk), {"method": "Library", "result": "On its way"})
    assert Report.objects.get(pk=sought.pk).retrieval == "sought"
    assert "On its way" in text(browser.get(url("report", sought.pk)))


def test_a_study_is_renamed_and_the_report_moved_on_the_page(
    here: Report, ada: Member, grace: Member
) -> None:
    for voter in (ada, grace):
        vote(voter, here.candidate, "include")
    browser = signed_in(ada)
    browser.post(url("rename", here.pk), {"label": "ExoFlo pilot"})
    assert "ExoFlo pilot" in text(browser.get(url("list")))
    browser.post(url("assign", here.pk), {"study": ""})
    assert Report.objects.get(pk=here.pk).study.label != "ExoFlo pilot"  # type: ignore[union-attr]


def test_a_title_of_100000_characters_with_markup_is_text(
    protocol: object, ada: Member, grace: Member
) -> None:
    report = seek(ada, grace, title="<script>alert(1)</script>" + "x" * 100_000)
    for address in (url("list"), url("report", report.pk)):
        page = text(signed_in(ada).get(address))
        assert "<script>alert(1)" not in page
        assert len(page) < 100_000
