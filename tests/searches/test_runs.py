import pytest
from django.core.exceptions import ValidationError

from screening.audit.models import AuditEvent
from screening.jobs.models import Job
from screening.reviews.models import Member
from screening.searches import queries
from screening.searches.connector import Preview
from screening.searches.models import Plan, Run
from screening.searches.operations import save_search
from screening.searches.runs import abandon_run, ask_again, end_run, plan_run, start_import, start_run
from screening.searches.uploads import store
from tests.searching import bring, found, make_run, make_source, received


def test_a_run_sends_strategy_and_limits(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen), strategy="a OR b\n", limits="2020:2024[dp]")
    run, job = start_run(by=owen, search=search, limit=50)
    assert run.query_sent == "(a OR b) AND (2020:2024[dp])"
    assert (run.state, run.limit, run.updates) == ("waiting", 50, None)
    assert (job.kind, job.payload, job.by) == ("searches.run", {"run": run.pk}, owen)


def test_numbered_lines_are_sent_written_out_and_kept_as_typed(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen), strategy="#1 a\n#2 b\n#3 #1 AND #2")
    run, _ = start_run(by=owen, search=search)
    assert run.query_sent == "(a) AND (b)"
    assert run.search.strategy == "#1 a\n#2 b\n#3 #1 AND #2"


def test_lines_that_cannot_be_put_together_are_not_run(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen), strategy="#1 a\n#2 #3")
    with pytest.raises(ValidationError, match="Line #2: there is no line #3"):
        start_run(by=owen, search=search)
    assert not Run.objects.exists()


@pytest.mark.parametrize("connector", ["", "pubmed"])
def test_what_a_file_was_searched_with_is_told_as_typed(owen: Member, connector: str) -> None:
    upload = store(review_id=owen.review_id, name="a.ris", chunks=[b"TY  - JOUR\nTI  - A\nER  - \n"])
    source = make_source(owen, connector=connector)
    run, _ = start_import(by=owen, source=source, upload=upload, strategy="1 exosom*.tw.\n#2 #9 ")
    assert run.query_sent == "1 exosom*.tw.\n#2 #9"


def test_the_same_search_twice_is_one_job(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen), strategy="exosomes")
    first, second = start_run(by=owen, search=search), start_run(by=owen, search=search)
    assert first == second
    assert (Run.objects.count(), Job.objects.count()) == (1, 1)


def test_a_run_once_more_updates_the_one_before(owen: Member) -> None:
    source = make_source(owen)
    found(owen, received("1"), received("2", "Two"), source=source)
    first = Run.objects.get()
    found(owen, received("2", "Two"), received("3", "Three"), source=source)
    second = Run.objects.first()
    assert second is not None
    assert second.updates == first
    assert (second.received, second.new_citations, second.known_citations) == (2, 1, 1)
    difference = queries.difference(run=second)
    assert difference is not None
    assert (difference.new, difference.known, difference.gone) == (1, 1, 1)
    assert [record.citation.title for record in difference.gone_records] == ["Exosomes for low back pain"]
    assert queries.difference(run=first) is None


def test_of_two_workers_who_plan_one_run_the_first_ones_list_stands(owen: Member) -> None:
    run = make_run(owen, make_source(owen))
    plan_run(by=owen, run=run, preview=Preview(2), accessions=["1", "2"])
    plan_run(by=owen, run=Run.objects.get(pk=run.pk), preview=Preview(3), accessions=["3", "1", "2"])
    run.refresh_from_db()
    assert (run.plan.accessions, run.asked) == (["1", "2"], 2)


def test_a_complete_run_never_changes(owen: Member) -> None:
    found(owen, received("1"))
    run = Run.objects.get()
    with pytest.raises(ValidationError, match="complete"):
        end_run(by=owen, run=run, state=Run.State.FAILED, problem="Too late")
    with pytest.raises(ValidationError, match="nothing left"):
        ask_again(by=owen, run=run)
    assert Run.objects.get().state == "complete"


def test_what_did_not_come_is_named_and_can_be_asked_for_again(owen: Member) -> None:
    run = make_run(owen, make_source(owen))
    plan_run(by=owen, run=run, preview=Preview(2, warnings=("Careful.",)), accessions=["1", "2"])
    bring(owen, run, received("1"))
    end_run(by=owen, run=run, state=Run.State.INCOMPLETE, problem="Incomplete: 1 of 2.", missing=["2"])
    Job.objects.update(state=Job.State.DONE)
    assert (run.state, run.missing, run.asked, run.warnings) == ("incomplete", ["2"], 2, ["Careful."])
    job = ask_again(by=owen, run=run)
    assert job.payload == {"run": run.pk}
    assert Plan.objects.get(pk=run.pk).accessions == ["1", "2"]


def test_without_an_address_nothing_is_asked(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen), strategy="exosomes")
    owen.review.contact_email = ""
    with pytest.raises(ValidationError, match="settings"):
        start_run(by=owen, search=search)
    assert not Job.objects.exists()


def test_the_installations_address_is_enough(owen: Member, settings) -> None:  # type: ignore[no-untyped-def]
    settings.NCBI_EMAIL = "library@example.org"
    search = save_search(by=owen, source=make_source(owen), strategy="exosomes")
    owen.review.contact_email = ""
    assert start_run(by=owen, search=search)[0].state == "waiting"


def test_what_cannot_be_run(owen: Member) -> None:
    empty = save_search(by=owen, source=make_source(owen), strategy=" ")
    elsewhere = save_search(by=owen, source=make_source(owen, "Embase", connector=""), strategy="exosomes")
    with pytest.raises(ValidationError, match="strategy first"):
        start_run(by=owen, search=empty)
    with pytest.raises(ValidationError, match="import the file"):
        start_run(by=owen, search=elsewhere)


def test_a_run_whose_member_lost_the_right_ends_without_an_actor(owen: Member) -> None:
    run = make_run(owen, make_source(owen))
    abandon_run(run=run, problem="Owen may no longer run searches.")
    event = AuditEvent.objects.get(kind="run.ended")
    assert (run.state, event.actor_id) == ("failed", None)
