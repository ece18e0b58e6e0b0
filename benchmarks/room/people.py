"""Many people who screen at the same time, each with a browser's habits; a process of its own, plain Python.

    python -m benchmarks.room.people PLAN.json

Each sends votes one after the other over a connection that stays open, holds some citations ready and asks for more.
A vote that was not answered is sent again, with the same key, until it is; what was answered goes to the person's log.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import resource
import sys
import time
import uuid
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlencode

READY, FEW = (
    20,
    8,
)  # held ready beyond the one that is shown, and from where on more are asked for, as shelf.js does
AGAIN = 30  # one vote in so many is on a citation judged before
PAUSES = (0.1, 0.2, 0.5, 1, 1)  # seconds between tries
TOKEN = "a" * 32  # of Django's protection against forged requests: the cookie's value may be sent as it is
HELD = re.compile(rb'data-candidate="(\d+)"')


class NotAnswered(Exception):
    pass


class Browser:
    """One person's connection: opened again when it broke."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """Status and body. Raises ``NotAnswered`` where there was no whole answer."""
        body = urlencode(fields or {}).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookies}\r\n"
            f"X-CSRFToken: {TOKEN}\r\nHX-Request: true\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        try:
            if self.streams is None:
                self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
            reader, writer = self.streams
            writer.write(head.encode() + body)
            raw = await reader.readuntil(b"\r\n\r\n")
            told = raw.lower()
            length = re.search(rb"content-length: (\d+)", told)
            answer = await reader.readexactly(int(length[1]) if length else 0)
            if b"connection: close" in told:
                self.close()
            return int(raw[9:12]), answer
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise NotAnswered from error

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


class Person:
    def __init__(self, plan: dict[str, Any], place: int, log: TextIO) -> None:
        self.plan, self.log = plan, log
        self.room = f"/r/{plan['slug']}/screen/"
        self.browser = Browser(plan["port"], plan["people"][place]["session"])
        self.chance = random.Random(f"{plan['seed']} {place}")
        self.held: list[str] = []
        self.judged: list[str] = []
        self.tries = self.refused = 0

    async def more(self) -> list[tuple[str, float]]:
        """The next citations, where few are held: how long it took."""
        if len(self.held) > FEW:
            return []
        without = {"without": ",".join(self.held), "most": READY + 1 - len(self.held)}
        began = time.perf_counter()
        status, body = await self._until_answered("POST", f"{self.room}ahead/", without)
        took = time.perf_counter() - began
        assert status == 200, (status, body)
        self.held += [found.decode() for found in HELD.findall(body)]
        return [("batch", took)]

    async def vote(self) -> list[tuple[str, float]]:
        fetched = await self.more()
        if self.judged and (not self.held or self.chance.randrange(AGAIN) == 0):
            candidate = self.chance.choice(self.judged)
        elif self.held:
            candidate = self.held.pop(0)
        else:
            return fetched
        self.judged.append(candidate)
        verdict = self.chance.choices(("include", "exclude", "maybe"), (15, 80, 5))[0]
        reason = self.chance.choice(["", *self.plan["reasons"]]) if verdict == "exclude" else ""
        fields = {"key": uuid.UUID(int=self.chance.getrandbits(128), version=4), "verdict": verdict,
                  "reason": reason, "note": "", "seconds": self.chance.randint(2, 40)}  # fmt: skip
        before = self.tries
        began = time.perf_counter()
        status, body = await self._until_answered("POST", f"{self.room}{candidate}/vote/", fields)
        took = time.perf_counter() - began
        assert status in (200, 422), (status, body[:500])
        self.refused += status == 422
        line = [str(fields["key"]), int(candidate), verdict, reason or None, status]
        self.log.write(json.dumps(line) + "\n")
        self.log.flush()
        return [*fetched, ("vote", took if self.tries == before else float("nan"))]

    async def page(self) -> list[tuple[str, float]]:
        """A page that shows little more than who is signed in."""
        began = time.perf_counter()
        status, body = await self._until_answered("GET", "/account/", None)
        assert status == 200, (status, body[:500])
        return [("page", time.perf_counter() - began)]

    async def _until_answered(self, method: str, path: str, fields: Any) -> tuple[int, bytes]:
        for number in range(400):
            try:
                status, body = await self.browser.ask(method, path, fields)
            except NotAnswered:
                status, body = 0, b""
            if status and status < 500:
                return status, body
            if number:  # a connection that had been closed in between is no trouble
                await asyncio.sleep(PAUSES[min(number, len(PAUSES)) - 1])
            self.tries += 1
        raise AssertionError(f"No answer to {method} {path}: {status} {body[:500]!r}")


class Everybody:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        logs = Path(plan["log"])
        self.people = [
            Person(plan, place, (logs / f"{each['member']}.log").open("a"))
            for place, each in enumerate(plan["people"])
        ]
        self.votes = 0

    async def each(
        self, do: Callable[[Person], Coroutine[Any, Any, list[tuple[str, float]]]], times: int
    ) -> Any:
        """Everybody at the same time does it so often without a pause; the seconds each request took, by kind."""
        taken: dict[str, list[float]] = {"page": [], "vote": [], "batch": []}

        async def work(person: Person) -> None:
            for _ in range(times):
                for kind, took in await do(person):
                    taken[kind].append(took)
                    if kind == "vote":
                        self.votes += 1
                        if self.votes % self.plan["tell_every"] == 0:
                            print(json.dumps({"votes": self.votes}), flush=True)

        await asyncio.gather(*map(work, self.people))
        return taken

    async def calm(self) -> dict[str, Any]:
        """In turns: everybody asks for the trivial page, everybody votes. As if they had begun one after the other,
        chance says how many citations each holds: else everybody's shelf would run low with the same vote."""
        taken: dict[str, list[float]] = {"page": [], "vote": [], "batch": []}
        await self.each(Person.page, 2)
        await self.each(lambda person: person.more(), 1)
        for person in self.people:
            del person.held[: person.chance.randint(0, READY - FEW)]
        for _ in range(self.plan["rounds"]):
            for do in (Person.page, Person.vote):
                for kind, took in (await self.each(do, self.plan["times"])).items():
                    taken[kind] += took
        return taken


async def main(plan: dict[str, Any]) -> dict[str, Any]:
    everybody = Everybody(plan)
    calm = await everybody.calm()
    calm_votes, calm_ended = everybody.votes, time.perf_counter()
    work = resource.getrusage(resource.RUSAGE_SELF)
    left = max(0, plan["votes"] - calm_votes) // len(everybody.people)
    told = {"calm": calm, "work": work.ru_utime + work.ru_stime, "storm": left * len(everybody.people)}
    print(json.dumps(told), flush=True)
    storm = await everybody.each(Person.vote, left)
    return {
        "storm": storm,
        "storm_seconds": time.perf_counter() - calm_ended,
        "votes": everybody.votes,
        "tries": sum(person.tries for person in everybody.people),
        "refused": sum(person.refused for person in everybody.people),
    }


if __name__ == "__main__":
    found = asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
    print(json.dumps({"done": found}), flush=True)
