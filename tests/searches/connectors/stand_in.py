"""Services on this machine that answer as the real ones are documented to, over records a test gives them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.lib.http_server import Answer, answer

Record = dict[str, Any]
Parameters = dict[str, str]


class StandIn:
    """One service. ``faults`` are answered first, in turn; ``seen`` holds every request's parameters."""

    def __init__(self, reply: Callable[[StandIn, Parameters], Any], records: list[Record]) -> None:
        self.records = records
        self.reply = reply
        self.faults: list[Answer] = []
        self.seen: list[Parameters] = []
        self.paths: list[str] = []
        self.agents: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                stand_in.paths.append(f"{self.command} {address.path}")
                stand_in.agents.append(self.headers.get("User-Agent", ""))
                stand_in.headers.append(dict(self.headers))
                stand_in.seen.append(dict(parse_qsl(body or address.query)))
                if stand_in.faults:
                    stand_in.faults.pop(0)(self)
                    return
                data = json.dumps(stand_in.reply(stand_in, stand_in.seen[-1]), indent=1).encode()
                answer(data, Content_Type="application/json")(self)

            do_POST = do_GET

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/api/"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def part(self, cursor: str, size: int) -> tuple[list[Record], str]:
        """The records from ``cursor`` on (``c7``: after the seventh), and the next cursor (``""`` at the end)."""
        start = int(cursor[1:]) if cursor.startswith("c") else 0
        end = start + size
        return self.records[start:end], f"c{end}" if end < len(self.records) else ""

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


def hang(stand_in: StandIn) -> Answer:
    def wait(handler: BaseHTTPRequestHandler) -> None:
        stand_in.closing.wait(5)
        handler.close_connection = True

    return wait
