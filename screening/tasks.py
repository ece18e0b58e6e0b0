"""Where Celery looks for tasks."""

from screening.jobs.tasks import do_chore, run_job, sweep

__all__ = ["do_chore", "run_job", "sweep"]
