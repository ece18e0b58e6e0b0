"""The whole application as child processes of one command, for one machine."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from reviewapp.celery import pulse
from screening.lib import broker
from screening.lib.supervisor import Child, DidNotAnswer, Supervisor

FRESH = 15.0  # seconds; worker and scheduler touch their pulse at least every 5
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to listen on: to ask at


@contextlib.contextmanager
def sole_user_of(folder: Path) -> Iterator[None]:
    """Hold the data folder; two workers' brokers on one folder would lose each other's queue."""
    with (folder / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(f"Another start of the application already uses {folder}.") from None
        yield


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, OverflowError) as error:
        raise CommandError(f"Cannot listen on {host} port {port}: {error}. Try --port {port + 1}.") from None


def run_everything(
    *,
    host: str,
    port: int,
    say: Callable[[str, str], None],
    announce: Callable[[], None],
    web_workers: int = 2,
    task_workers: int = 2,
    extra: Sequence[Child] = (),
    env: Mapping[str, str] | None = None,
) -> None:
    """Run until Ctrl-C: ``extra`` children first, then broker, worker, scheduler and web.

    ``announce`` is called once all of them answer. ``env`` is added to every child's environment.
    Raises ``CommandError`` if one does not come up.
    """
    surroundings = dict(os.environ) | {"PYTHONUNBUFFERED": "1"} | dict(env or {})
    own_broker = [] if os.environ.get("REDIS_URL") else [broker_child()]
    if own_broker:
        surroundings["REDIS_URL"] = broker.url(broker.socket_path(settings.DATA_DIR))
    for name in ("worker", "scheduler"):
        pulse(name).unlink(missing_ok=True)
    with Supervisor(env=surroundings, say=say) as supervisor:
        try:
            supervisor.bring_up(*extra, *own_broker)
            supervisor.bring_up(
                worker_child(task_workers), scheduler_child(), web_child(host, port, web_workers)
            )
        except DidNotAnswer as error:
            raise CommandError(str(error)) from None
        if not supervisor.stopping.is_set():
            announce()
        supervisor.watch()
    say("serve", "stopped")


def broker_child() -> Child:
    binary = broker.find_binary()
    if binary is None:
        raise CommandError("No Valkey or Redis was found: install redis-server, or set REDIS_URL.")
    path = broker.socket_path(settings.DATA_DIR)
    command = broker.command(binary, path=path, folder=settings.DATA_DIR / "broker")
    return Child("broker", command, answers=lambda: broker.answers(path))


def worker_child(processes: int) -> Child:
    command = [*celery("worker"), f"--concurrency={processes}", "--without-gossip", "--without-mingle"]
    return Child("worker", command, answers=lambda: is_fresh(pulse("worker")))


def scheduler_child() -> Child:
    return Child("scheduler", [*celery("beat"), "--pidfile="], answers=lambda: is_fresh(pulse("scheduler")))


def celery(program: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-q", "-A", "reviewapp", program, "--loglevel=WARNING"]


def web_child(host: str, port: int, processes: int) -> Child:
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": str(processes),
        "worker-class": "gthread",
        "threads": "4",
        "worker-connections": "32",  # or one process keeps all that stay open, and the others have nothing to do
        "graceful-timeout": "8",
        "log-level": "warning",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "gunicorn", "reviewapp.wsgi", "--no-control-socket", *arguments]
    return Child("web", command, answers=lambda: web_answers(host, port))


def local_url(host: str, port: int) -> str:
    """Where a browser on this machine finds the application."""
    name = "localhost" if host in ("127.0.0.1", "::1", *EVERY_ADDRESS) else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def web_answers(host: str, port: int) -> bool:
    """Any answer counts: a 400 or 500 is a reason to look at the log, not to kill the server."""
    connection = http.client.HTTPConnection(EVERY_ADDRESS.get(host, host), port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def is_fresh(path: Path) -> bool:
    return path.exists() and time.time() - path.stat().st_mtime < FRESH
