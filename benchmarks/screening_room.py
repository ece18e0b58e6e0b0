"""Voting and asking for the next citations under load, beside a trivial page; and whether a vote is ever lost.

    python -m benchmarks.screening_room [--citations 100000] [--votes 50000] [--people 50] [--postgres postgres://…]

On SQLite, or with ``--postgres`` or DATABASE_URL on that PostgreSQL database, which must be empty or filled by this.
First, in turns, everybody asks for the trivial page and everybody votes, without a pause: the figures of the table.
Then the rest of the votes, while a process of the server is killed, the whole server is killed and started, and stopped
and started. At the end the database is counted against what the people noted. A run of a minute:
``--citations 2000 --people 8 --votes 1500``. Server, database and people share this machine: read the figures beside
each other, not as what a server does that has a machine for itself.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ALLOWED = 3  # times the trivial page, at the 95th percentile
SHOTS = ("kill_worker", "kill_worker", "kill", "kill_worker", "stop")  # spread over the storm
DOWN = 1.0  # seconds without a server


def inside(chosen: argparse.Namespace) -> None:
    """What needs the application: a process of its own, so that each begins with fresh connections."""
    import django

    django.setup()
    from benchmarks.room import counting, filling

    plan = Path(chosen.folder, "plan.json")
    if chosen.inside == "fill":
        filling.fill(citations=chosen.citations, people=chosen.people, voted=chosen.voted, plan=plan)
    elif chosen.inside == "count":
        told = counting.count(Path(chosen.folder, "logs"), json.loads(plan.read_text())["since"])
        print(json.dumps(told))
    else:
        print(json.dumps(counting.queries()))


def run(chosen: argparse.Namespace, folder: Path, environment: Mapping[str, str]) -> bool:
    from benchmarks.room.server import Server

    def ask(what: str) -> str:
        command = [sys.executable, "-m", "benchmarks.screening_room", *sys.argv[1:], "--inside", what]
        command += ["--folder", str(folder)]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    ask("fill")
    queries = [json.loads(ask("queries"))]
    server = Server(processes=chosen.processes, environment=environment, log=folder / "server.log")
    try:
        found = storm(chosen, folder, server)
    finally:
        server.kill()
    queries.append(json.loads(ask("queries")))
    counted = json.loads(ask("count"))
    return tell(found, queries, counted)


def storm(chosen: argparse.Namespace, folder: Path, server: Any) -> dict[str, Any]:
    plan = json.loads((folder / "plan.json").read_text())
    plan |= {"port": server.port, "votes": chosen.votes, "seed": time.time(), "log": str(folder / "logs")}
    plan |= {"rounds": chosen.rounds, "times": chosen.times, "tell_every": 50}
    plan["people"] = plan["people"][: chosen.people]
    (folder / "logs").mkdir()
    (folder / "people.json").write_text(json.dumps(plan))
    command = [sys.executable, "-m", "benchmarks.room.people", str(folder / "people.json")]
    shots: list[tuple[float, str]] = []
    machine = busy()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as people:
        assert people.stdout
        for line in people.stdout:
            told = json.loads(line)
            if "storm" in told:
                done = chosen.votes - told["storm"]
                shots = [
                    (done + told["storm"] * (n + 1) / (len(SHOTS) + 1), shot) for n, shot in enumerate(SHOTS)
                ]
                worked, had = (now - then for now, then in zip(busy(), machine, strict=True))
                missed = tell_calm(told["calm"], worked / had, told["work"] / had)
            elif "done" in told:
                return told["done"] | {"missed": missed, "shots": len(SHOTS) - len(shots)}
            elif shots and told["votes"] >= shots[0][0]:
                shoot(server, shots.pop(0)[1])
    raise SystemExit("The people gave up; the reason stands above.")


def shoot(server: Any, how: str) -> None:
    getattr(server, how)()
    if how != "kill_worker":
        time.sleep(DOWN)
        server.start()


def busy() -> tuple[float, float]:
    """Seconds all processors worked, and had time, since the machine began (Linux)."""
    numbers = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    tick = os.sysconf("SC_CLK_TCK")
    return (sum(numbers) - numbers[3] - numbers[4]) / tick, sum(numbers) / tick


def tell_calm(calm: Any, busy_part: float, playing_part: float) -> int:
    """The table; returns how many figures are above what is allowed."""
    print(
        f"{os.cpu_count()} cores for the server, the database, the people and whatever else runs:"
        f" {100 * busy_part:.0f} % busy, {100 * playing_part:.0f} % with playing the people"
    )
    print(f"{'ms':24}{'times':>8}{'median':>9}{'p95':>9}{'most':>9}{'p95 / page':>12}")
    page = percentiles(calm["page"])[1]
    missed = 0
    for kind, name in (("page", "trivial page"), ("vote", "a vote"), ("batch", "the next batch")):
        middle, late, most = percentiles(calm[kind])
        over = late > ALLOWED * page
        missed += over
        print(
            f"{name:24}{len(calm[kind]):>8,}{middle:>9.1f}{late:>9.1f}{most:>9.1f}{late / page:>12.1f}"
            f"{'  MISSED' if over else ''}",
            flush=True,
        )
    return missed


def tell(found: Any, queries: list[Any], counted: Mapping[str, int]) -> bool:
    """The rest; returns whether everything is as it should be."""
    late = percentiles(found["storm"]["vote"])[1]
    print(
        f"storm: {len(found['storm']['vote']):,} votes in {found['storm_seconds']:.0f} s"
        f" ({len(found['storm']['vote']) / found['storm_seconds']:.0f} a second), p95 {late:.1f} ms,"
        f" {found['shots']} times shot at, {found['tries']:,} requests sent again"
    )
    print(f"queries: before {queries[0]}, after {queries[1]}{'' if queries[0] == queries[1] else '  GREW'}")
    print("counted: " + ", ".join(f"{number:,} {what}" for what, number in counted.items()))
    wrong = sum(number for what, number in counted.items() if what not in ("confirmed", "refused"))
    print("every vote once, in order" if not wrong else "WRONG")
    return not (found["missed"] or wrong or queries[0] != queries[1])


def percentiles(seconds: list[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and most, in ms; those that had to be sent again do not count."""
    taken = sorted(1000 * took for took in seconds if not math.isnan(took))
    if len(taken) < 2:
        return math.nan, math.nan, math.nan
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], taken[-1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--citations", type=int, default=100_000)
    parser.add_argument("--voted", type=float, default=0.3, help="the part decided before it begins")
    parser.add_argument("--people", type=int, help="50; with SQLite 10")
    parser.add_argument("--votes", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5, help="of the measured part")
    parser.add_argument("--times", type=int, default=10, help="what each person does in half a round")
    parser.add_argument("--processes", type=int, default=2, help="of the web server, as serve starts it")
    parser.add_argument("--postgres", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--keep", help="a folder for SQLite's database, used again if it is there")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    chosen.people = chosen.people or (50 if chosen.postgres else 10)
    if chosen.inside:
        inside(chosen)
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": chosen.postgres,
            "DJANGO_SETTINGS_MODULE": "reviewapp.settings",
            "REVIEWAPP_DATA_DIR": chosen.keep or str(Path(folder, "data")),
        }
        os.environ |= environment  # the server's command line is made of the application's own
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # or the server would stay
        print(
            f"{'PostgreSQL' if chosen.postgres else 'SQLite'}, {chosen.citations:,} citations, {chosen.people} people"
        )
        sys.exit(not run(chosen, Path(folder), environment))


if __name__ == "__main__":
    main()
