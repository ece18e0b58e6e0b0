"""HTTP as a good guest: one host, spaced requests, growing pauses, and an end to every wait.

What goes wrong is told without address, headers, body or key of the request: messages end up in logs and pages.
"""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3 import exceptions

from screening.lib.public_hosts import InsideAddress, keep_outside
from screening.lib.rate_limit import LONGEST_HOLD, Lane, RateLimiter, Stopped, pause, wait_for_slot

CHUNK = 65_536
LONGEST_ADDRESS = 8_000  # characters of path and parameters: what web servers commonly take
_WORD = r"(?:[A-Za-z0-9_-]|%(?!2[Ee])[0-9A-Fa-f]{2})+"  # no dot, written or encoded: two would lead upwards
_PATH = re.compile(rf"{_WORD}(?:[./]{_WORD})*")
_HEADER = re.compile(r"[!-~]+")  # what a key is made of; a library would quote any other in its complaint

_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.NameResolutionError, "The service's name could not be looked up: is this machine online?"),
    (exceptions.NewConnectionError, "The service does not accept connections."),
    (exceptions.ConnectTimeoutError, "The service did not accept a connection in time."),
    (exceptions.ReadTimeoutError, "The service stopped answering."),
    (exceptions.SSLError, "A safe (TLS) connection could not be made."),
    (exceptions.DecodeError, "The answer could not be unpacked."),
)

log = logging.getLogger(__name__)


class NotServed(Exception):
    """No usable answer. The message is a sentence for a person; ``retry_after`` are seconds."""

    retry_after = 0.0


class Transient(NotServed):
    """It may work later: a person, or the next attempt, may try again."""


class Exhausted(Transient):
    """It will work again, but not soon: an allowance is used up. Nothing is asked until a person tries again."""


class Permanent(NotServed):
    """Asking again in the same way will not help."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; ``headers`` have lower-case names, ``body`` is unzipped."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float:
        """Seconds the service asks us to wait (RFC 9110, 10.2.3: a number or a date); 0 if it does not."""
        value = self.headers.get("retry-after", "").strip()
        if value.isdigit():
            return float(value)
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())


Judge = Callable[[Reply], NotServed | None]
NO_SECRETS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how often to try."""

    connect: float = 4.0
    read: float = 30.0  # between two pieces of an answer
    whole: float = 180.0  # for one attempt; seen between two pieces, so late by ``read`` at most
    attempts: int = 6
    first_pause: float = 1.0
    longest_pause: float = 30.0
    most_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    target: str  # folder, path and parameters, as sent
    headers: Mapping[str, str]
    body: bytes | None = None


class PoliteClient:
    """Asks one service and returns whole answers. Thread-safe.

    ``base_url`` fixes scheme, host, port and folder: a request names only the last part of the path, and
    redirects are not followed, so nothing that comes over the wire can send a request elsewhere. With
    ``public``, neither can a name server: a name that leads to an address inside a network is refused.
    """

    def __init__(
        self,
        base_url: str,
        limiter: RateLimiter,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        public: bool = False,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("a base address is http(s)://host[:port]/folder/, without a user or a query")
        self.host = parts.hostname
        self.patience = patience or Patience()
        self._folder = parts.path.rstrip("/") + "/"
        self._limiter = limiter
        self._sleep = sleep
        self._clock = clock
        self._pool = urllib3.connection_from_url(
            f"{parts.scheme}://{parts.netloc}",
            maxsize=2,
            timeout=urllib3.Timeout(connect=self.patience.connect, read=self.patience.read),
            retries=False,
        )
        if public:
            keep_outside(self._pool)

    def post(
        self,
        path: str,
        form: bytes,
        *,
        lane: Lane,
        judge: Judge,
        stopped: Callable[[], bool] = lambda: False,
        agent: str = "",
        secrets: Mapping[str, str] = NO_SECRETS,
    ) -> Reply:
        """The first answer that ``judge`` finds nothing wrong with. ``agent`` says who asks; ``secrets`` are headers.

        Raises ``Permanent`` at once, ``Transient`` when the attempts are used up, and ``Stopped`` at the next
        look at ``stopped`` (between two pieces of an answer; run in another thread to end sooner).
        """
        headers = _headers(agent, secrets) | {"Content-Type": "application/x-www-form-urlencoded"}
        request = _Request("POST", path, self._target(path), headers, form)
        return self._ask(request, lane, judge, stopped)

    def get(
        self,
        path: str,
        parameters: Mapping[str, str],
        *,
        lane: Lane,
        judge: Judge,
        stopped: Callable[[], bool] = lambda: False,
        agent: str = "",
        secrets: Mapping[str, str] = NO_SECRETS,
    ) -> Reply:
        """``post`` for a service that takes its parameters in the address. A longer one is ``Permanent``."""
        target = f"{self._target(path)}?{urlencode(parameters)}"
        if len(target) > LONGEST_ADDRESS:
            raise Permanent(
                f"The request is longer than the {LONGEST_ADDRESS:,} characters a service accepts."
            )
        return self._ask(_Request("GET", path, target, _headers(agent, secrets)), lane, judge, stopped)

    def _target(self, path: str) -> str:
        if not _PATH.fullmatch(path):
            raise ValueError(f"not a path inside the service: {path!r}")
        return self._folder + path

    def _ask(self, request: _Request, lane: Lane, judge: Judge, stopped: Callable[[], bool]) -> Reply:
        attempt = 1
        while True:
            wait_for_slot(self._limiter, lane, stopped, self._sleep)
            try:
                return self._attempt(request, judge, stopped)
            except Exhausted:
                raise
            except Transient as trouble:
                if attempt >= self.patience.attempts:
                    raise
                log.warning("attempt %d at %s: %s", attempt, request.path, trouble)
                asked = trouble.retry_after
            self._pause(attempt, asked, lane, stopped)
            attempt += 1

    def _attempt(self, request: _Request, judge: Judge, stopped: Callable[[], bool]) -> Reply:
        try:
            reply = self._exchange(request, stopped)
        except InsideAddress as refusal:
            verdict: NotServed = Permanent(str(refusal))
        except (exceptions.HTTPError, OSError) as error:
            verdict = Transient(_sentence(error))
        else:
            found = judge(reply)
            if found is None:
                return reply
            found.retry_after = reply.retry_after
            verdict = found
        raise verdict  # here, where no exception of a library hangs on to it

    def _exchange(self, request: _Request, stopped: Callable[[], bool]) -> Reply:
        latest = self._clock() + self.patience.whole
        response = self._pool.urlopen(
            request.method,
            request.target,
            body=request.body,
            headers=request.headers,
            redirect=False,
            preload_content=False,
        )
        pieces: list[bytes] = []
        size = 0
        try:
            # read1 returns what has come: a server that drips one byte a second cannot hide from the clock
            while piece := response.read1(CHUNK):
                pieces.append(piece)
                size += len(piece)
                if stopped():
                    raise Stopped
                if size > self.patience.most_bytes:
                    raise Permanent("The answer is larger than this program accepts.")
                if self._clock() > latest:
                    raise Transient("The answer took too long.")
        except BaseException:
            response.close()  # the rest is unread: this connection must not serve another request
            raise
        response.release_conn()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status, headers, b"".join(pieces))

    def _pause(self, attempt: int, asked: float, lane: Lane, stopped: Callable[[], bool]) -> None:
        if asked > LONGEST_HOLD:
            raise Transient(f"The service asks to come back in {round(asked / 60)} minutes.")
        if asked:
            self._limiter.hold(lane, asked)
        growing = min(self.patience.first_pause * 2 ** (attempt - 1), self.patience.longest_pause)
        growing *= 1 + random.random() / 2  # noqa: S311 - workers that failed together must not return together
        pause(max(asked, growing), stopped, self._sleep)


def _headers(agent: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Both come from settings and forms: a line break in them must not begin another header."""
    if not all(map(_HEADER.fullmatch, secrets.values())):
        raise Permanent("The stored key has a blank or a character that no key has. Copy it again.")
    named = {"User-Agent": " ".join(agent.split())} if agent else {}
    return {"Accept-Encoding": "gzip", **named, **secrets}


def _sentence(error: Exception) -> str:
    """What happened, in our words: the libraries' own messages quote addresses."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence
    return "The connection was cut before the answer was complete."
