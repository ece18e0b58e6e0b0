"""A Celery application with one more kind of job, for tests that kill its worker."""

import os
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.settings")
django.setup()

from reviewapp.celery import app  # noqa: E402
from screening.jobs.handlers import handles  # noqa: E402
from screening.jobs.models import Job  # noqa: E402

__all__ = ["app"]


@handles("test.slow")
def write_lines(*, job: Job, progress: Any, path: str, hang: bool) -> None:
    """Write a line when it begins and one when it ends; the first attempt never ends."""
    with Path(path).open("a") as file:
        file.write(f"began {job.attempts}\n")
        file.flush()
        if hang and job.attempts == 1:
            time.sleep(60)
        file.write(f"ended {job.attempts}\n")
