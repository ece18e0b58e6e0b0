import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from screening.jobs.models import Job
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.jobs.casting import one_job

AT = "/r/exosomes/jobs/"
HTMX = {"HX-Request": "true"}


def test_the_web_server_answers_whoever_asks(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"


def test_the_page_lists_work_with_its_state_or_says_there_was_none(owen: Member) -> None:
    browser = signed_in(owen)
    assert "Nothing has run yet" in browser.get(AT).content.decode()
    one_job(owen, state="failed", error="NCBI said <b>no</b>")
    page = browser.get(AT).content.decode()
    assert "Count to ten" in page
    assert "NCBI said &lt;b&gt;no" in page
    assert "Try again" in page


def test_a_running_job_shows_how_far_it_is_and_asks_again_by_itself(owen: Member) -> None:
    job = one_job(owen, state="running", started_at=timezone.now(), done=250, total=1000, doing="Fetching")
    answer = signed_in(owen).get(f"{AT}{job.pk}/", headers=HTMX)
    page = answer.content.decode()
    for part in ("Fetching", "250 of 1,000", 'value="250"', 'max="1000"', 'hx-trigger="every 1s"', "Stop"):
        assert part in page
    assert "HX-Trigger" not in answer.headers


def test_an_ended_job_stops_asking_and_tells_the_page(owen: Member) -> None:
    job = one_job(owen, state="done", done=1000, total=1000)
    answer = signed_in(owen).get(f"{AT}{job.pk}/", headers=HTMX)
    assert answer.headers["HX-Trigger"] == "job-ended"
    assert "hx-trigger" not in answer.content.decode()


def test_the_top_bar_names_the_job_that_runs_now(owen: Member) -> None:
    browser = signed_in(owen)
    assert browser.get(AT + "running/").content.strip() == b""
    one_job(owen)
    assert "Count to ten" in browser.get(AT + "running/").content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_stopping_and_trying_again_from_the_page(owen: Member, headers: dict[str, str]) -> None:
    job, browser = one_job(owen), signed_in(owen)
    answer = browser.post(f"{AT}{job.pk}/cancel/", headers=headers)
    assert answer.status_code == (200 if headers else 302)
    job.refresh_from_db()
    assert job.state == "cancelled"
    browser.post(f"{AT}{job.pk}/retry/", headers=headers)
    job.refresh_from_db()
    assert job.state == "queued"


def test_stopping_what_has_ended_says_so(owen: Member) -> None:
    job = one_job(owen, state="done")
    page = signed_in(owen).post(f"{AT}{job.pk}/cancel/", follow=True).content.decode()
    assert "It had ended already" in page


def test_others_see_the_work_but_no_buttons(owen: Member, ada: Member) -> None:
    job = one_job(owen)
    browser = signed_in(ada)
    assert "Stop" not in browser.get(f"{AT}{job.pk}/").content.decode()
    assert browser.post(f"{AT}{job.pk}/cancel/").status_code == 403
    assert Job.objects.get().state == "queued"


def test_work_of_another_review_is_not_found(owen: Member, mallory: Member) -> None:
    job = one_job(mallory)
    browser = signed_in(owen)
    assert browser.get(f"{AT}{job.pk}/").status_code == 404
    assert browser.post(f"{AT}{job.pk}/cancel/").status_code == 404
    assert browser.post(f"{AT}{job.pk}/retry/").status_code == 404


def test_three_jobs_need_no_more_queries_than_one(owen: Member, ada: Member, grace: Member) -> None:
    browser = signed_in(owen)
    one_job(owen)
    with CaptureQueriesContext(connection) as one:
        browser.get(AT)
    one_job(ada, key="2")
    one_job(grace, key="3")
    with CaptureQueriesContext(connection) as three:
        browser.get(AT)
    assert len(one) == len(three)
