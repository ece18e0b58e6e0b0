"""Where Celery looks for tasks."""

from screening.jobs.tasks import run_job, sweep

__all__ = ["run_job", "sweep"]
