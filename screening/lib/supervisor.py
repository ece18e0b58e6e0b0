"""A small process supervisor for the one-machine start (Linux, macOS, WSL).

It restarts a child that died, and kills and restarts one that lives but no longer answers.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType, TracebackType

LONGEST_PAUSE = 30.0  # seconds between two restarts of a child that keeps dying
STEADY_AFTER = 60.0  # seconds alive after which earlier deaths are forgotten
PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: not safe between fork and exec


class DidNotAnswer(RuntimeError):
    """A child did not come up in time."""


@dataclass
class Child:
    """A process to keep running. ``answers`` says whether it does its work; ``None``: alive is enough."""

    name: str
    command: list[str]
    answers: Callable[[], bool] | None = None
    stop_within: float = 10.0
    process: subprocess.Popen[str] | None = field(default=None, repr=False)
    started_at: float = 0.0
    restart_at: float | None = None
    deaths: int = 0
    misses: int = 0

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def is_ready(self) -> bool:
        return self.is_alive and (self.answers is None or self.answers())

    def send(self, number: signal.Signals) -> None:
        """Signal the child and whatever it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Children live inside its ``with`` block; Ctrl-C or SIGTERM ends ``watch``, a second one kills.

    ``ask_every`` seconds each child is asked for an answer, from ``patience`` seconds after its start on;
    after ``misses_allowed`` misses in a row it is killed.
    """

    def __init__(
        self,
        *,
        env: Mapping[str, str],
        say: Callable[[str, str], None],
        ask_every: float = 5.0,
        patience: float = 30.0,
        misses_allowed: int = 3,
    ) -> None:
        self.env, self.say = env, say
        self.ask_every, self.patience, self.misses_allowed = ask_every, patience, misses_allowed
        self.children: list[Child] = []
        self.stopping = threading.Event()
        self._handlers: dict[signal.Signals, object] = {}

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave us

    def bring_up(self, *children: Child, within: float = 60.0) -> None:
        """Start the children and return when all answer, or when somebody asked to stop."""
        self.children += children
        for child in children:
            self._start(child)
        deadline = time.monotonic() + within
        waiting = list(children)
        while waiting and not self.stopping.wait(0.05):
            waiting = [child for child in waiting if not child.is_ready]
            for child in waiting:
                if not child.is_alive:
                    raise DidNotAnswer(f"{child.name} ended at once; its last words stand above.")
            if waiting and time.monotonic() > deadline:
                raise DidNotAnswer(f"{waiting[0].name} did not answer within {within:.0f} seconds.")

    def watch(self) -> None:
        """Keep the children running until somebody asks to stop."""
        ask_at = time.monotonic() + self.ask_every
        while not self.stopping.wait(0.2):
            for child in self.children:
                if not child.is_alive:
                    self._revive(child)
            if time.monotonic() >= ask_at:
                for child in self.children:
                    self._ask(child)
                ask_at = time.monotonic() + self.ask_every

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - commands come from our own code
            child.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # the terminal's Ctrl-C reaches us alone
            preexec_fn=_die_with_parent,
        )
        child.started_at, child.restart_at, child.misses = time.monotonic(), None, 0
        threading.Thread(target=self._repeat_output, args=(child.name, child.process), daemon=True).start()

    def _repeat_output(self, name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self.say(name, line.rstrip())

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            child.send(signal.SIGKILL)  # what it left behind still holds its port or its job
            child.deaths = 0 if now - child.started_at > STEADY_AFTER else child.deaths
            pause = min(LONGEST_PAUSE, 0.5 * 2**child.deaths)
            child.restart_at, child.deaths = now + pause, child.deaths + 1
            code = child.process.returncode if child.process else None
            self.say("serve", f"{child.name} ended with code {code}; starting it again in {pause:g} s")
        elif now >= child.restart_at:
            self._start(child)

    def _ask(self, child: Child) -> None:
        if not child.is_alive or time.monotonic() - child.started_at < self.patience:
            return
        child.misses = 0 if child.is_ready else child.misses + 1
        if child.misses >= self.misses_allowed:
            self.say("serve", f"{child.name} no longer answers; killing it")
            child.send(signal.SIGKILL)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping.is_set():
            for child in self.children:
                child.send(signal.SIGKILL)
        self.stopping.set()

    def _stop(self) -> None:
        self.stopping.set()
        for child in reversed(self.children):  # what others lean on was started first and ends last
            if child.process is None:
                continue
            if child.is_alive:
                self.say("serve", f"stopping {child.name}")
                child.process.terminate()
            try:
                child.process.wait(child.stop_within)
            except subprocess.TimeoutExpired:
                self.say("serve", f"{child.name} is still busy after {child.stop_within:g} s; killing it")
            child.send(signal.SIGKILL)
            child.process.wait()


def _die_with_parent() -> None:
    """Runs in the child: let Linux end it when we are killed with -9 and cannot."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
