"""The Celery application, and the signs of life that ``manage.py serve`` watches."""

import os
from pathlib import Path

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import heartbeat_sent
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.settings")
app = Celery("reviewapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def pulse(name: str) -> Path:
    """The file whose time says when ``name`` (worker or scheduler) last went round its main loop."""
    return settings.RUN_DIR / f"{name}.pulse"


@heartbeat_sent.connect
def touch_worker_pulse(**_: object) -> None:
    pulse("worker").touch()


class Scheduler(PersistentScheduler):
    def tick(self, *args: object, **kwargs: object) -> float:
        seconds: float = super().tick(*args, **kwargs)
        pulse("scheduler").touch()
        return seconds
