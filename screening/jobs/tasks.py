"""The Celery tasks: run one job, and look for silent ones. Everything they know is in the job's row."""

from celery import shared_task
from django.db import close_old_connections

from screening.jobs import running


@shared_task(name="jobs.run", acks_late=True)
def run_job(job_id: int) -> None:
    close_old_connections()  # the server may have ended one that lay idle since the last job
    running.run(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    running.sweep_silent_jobs()
