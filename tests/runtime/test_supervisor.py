"""Children are small Python programs; the supervisor runs in a thread of the test where it can."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from screening.lib.supervisor import Child, DidNotAnswer, Supervisor
from tests.workers import wait_until

SLEEP = "import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {SLEEP}"


def python(name: str, program: str, **options: object) -> Child:
    return Child(name, [sys.executable, "-c", program], **options)  # type: ignore[arg-type]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Supervisor:
    return Supervisor(
        env=os.environ,
        say=lambda who, line: said.append(f"{who}: {line}"),
        ask_every=0.1,
        patience=0.5,
        misses_allowed=2,
    )


def watch(supervisor: Supervisor, until) -> None:  # type: ignore[no-untyped-def]
    """Let the supervisor watch, in this thread as in life, until the condition holds or a minute is over."""
    threading.Thread(target=lambda: (wait_until(until), supervisor.stopping.set()), daemon=True).start()
    supervisor.watch()


def pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_starts_a_killed_child_again(supervisor: Supervisor, said: list[str]) -> None:
    child = python("web", SLEEP)
    with supervisor:
        supervisor.bring_up(child)
        first = pid(child)
        os.kill(first, signal.SIGKILL)
        watch(supervisor, lambda: child.is_alive and pid(child) != first)
        assert child.is_alive
        assert pid(child) != first
    assert "serve: web ended with code -9; starting it again in 0.5 s" in said


def test_kills_and_starts_again_a_child_that_hangs(supervisor: Supervisor, said: list[str]) -> None:
    hung: list[int] = []
    child = python("worker", SLEEP)
    child.answers = lambda: pid(child) not in hung
    with supervisor:
        supervisor.bring_up(child)
        hung.append(pid(child))
        os.kill(pid(child), signal.SIGSTOP)
        watch(supervisor, lambda: child.is_alive and pid(child) not in hung)
        assert pid(child) not in hung
    assert "serve: worker no longer answers; killing it" in said


def test_waits_longer_each_time_a_child_dies(supervisor: Supervisor, said: list[str]) -> None:
    child = python("web", "import time; time.sleep(0.2)")
    with supervisor:
        supervisor.bring_up(child)
        watch(supervisor, lambda: sum("starting it again" in line for line in said) == 3)
    assert [line.rsplit(" in ")[1] for line in said if "starting it again" in line] == ["0.5 s", "1 s", "2 s"]


def test_one_that_cannot_start_is_named_and_the_others_are_stopped(supervisor: Supervisor) -> None:
    broker, web = python("broker", SLEEP), python("web", "raise SystemExit(3)", answers=lambda: False)
    with pytest.raises(DidNotAnswer, match="web ended at once"), supervisor:
        supervisor.bring_up(broker, web)
    assert not broker.is_alive


def test_one_that_never_answers_is_named(supervisor: Supervisor) -> None:
    child = python("web", SLEEP, answers=lambda: False)
    with pytest.raises(DidNotAnswer, match="web did not answer within 0 seconds"), supervisor:
        supervisor.bring_up(child, within=0.2)
    assert not child.is_alive


def test_the_broker_outlives_those_who_lean_on_it(supervisor: Supervisor, said: list[str]) -> None:
    with supervisor:
        supervisor.bring_up(python("broker", SLEEP))
        supervisor.bring_up(python("worker", SLEEP))
    assert [line for line in said if "stopping" in line] == [
        "serve: stopping worker",
        "serve: stopping broker",
    ]


def test_a_child_that_ignores_the_request_is_killed(supervisor: Supervisor, said: list[str]) -> None:
    child = python("worker", STUBBORN, stop_within=0.3, answers=lambda: "worker: up" in said)
    with supervisor:
        supervisor.bring_up(child)
    assert not child.is_alive
    assert "serve: worker is still busy after 0.3 s; killing it" in said


def test_a_second_ctrl_c_does_not_wait(supervisor: Supervisor, said: list[str]) -> None:
    child = python("worker", STUBBORN, stop_within=30, answers=lambda: "worker: up" in said)
    with supervisor:
        supervisor.bring_up(child)
        began = time.monotonic()
        os.kill(os.getpid(), signal.SIGINT)
        supervisor.watch()
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    assert not child.is_alive
    assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    program = f"""
import os, sys
from screening.lib.supervisor import Child, Supervisor
child = Child("web", [sys.executable, "-c", {SLEEP!r}])
with Supervisor(env=os.environ, say=print) as supervisor:
    supervisor.bring_up(child)
    print(child.process.pid, flush=True)
    supervisor.watch()
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    assert wait_until(lambda: has_ended(child))


def has_ended(process: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{process}/stat").read_text().rsplit(")")[1]
    except (FileNotFoundError, ProcessLookupError):
        return True
