"""The Celery tasks: run one job, look for silent ones, do a chore. Everything they know is in rows."""

from celery import shared_task
from django.db import close_old_connections

from screening.audit import trail
from screening.jobs import running
from screening.jobs.handlers import CHORES


@shared_task(name="jobs.run", acks_late=True)
def run_job(job_id: int) -> None:
    close_old_connections()  # the server may have ended one that lay idle since the last job
    running.run(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    running.sweep_silent_jobs()


@shared_task(name="jobs.chore")
def do_chore(name: str) -> None:
    close_old_connections()
    with trail.through("worker"):
        CHORES[name]()
