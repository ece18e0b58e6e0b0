"""The HTTP side: reads requests, sends answers, and breaks their transport when told to."""

from __future__ import annotations

import gzip
import select
import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from screening.demo.eutils import control
from screening.demo.eutils.answer import Answer
from screening.demo.eutils.backend import Backend
from screening.demo.eutils.faults import TRANSPORTS, Fault
from screening.demo.eutils.log import Seen
from screening.demo.eutils.request import Request

_DRIP: Final = 16  # bytes at a time
_PAUSE: Final = 0.1  # seconds


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a hanging answer must not hold up the end of a test
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], backend: Backend) -> None:
        self.backend = backend
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True  # the client went away, in a request or between two

    def do_GET(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        self._respond(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr: what was asked is in ``Backend.requests``."""

    def _respond(self, body: bytes) -> None:
        request = Request.read(self.command, self.path, body, self.client_address[0])
        if request.path.startswith("/control/"):
            self._send(control.answer(request, self.server.backend), Seen.of(request))
            return
        seen = Seen.of(request)
        self.server.backend.requests.append(seen)
        if refusal := self.server.backend.refusal(request):
            self._send(refusal, seen)
        else:
            self._answer(request, seen, self.server.backend.faults.due(request.utility))

    def _answer(self, request: Request, seen: Seen, fault: Fault | None) -> None:
        seen.fault = fault.kind if fault else ""
        self.close_connection |= seen.fault in TRANSPORTS
        if fault and fault.kind == "reset":
            self._reset()
        elif fault and fault.kind == "hang":
            self._wait_until_given_up()
        else:
            self._send(self.server.backend.answer(request, fault), seen, seen.fault)

    def _send(self, answer: Answer, seen: Seen, transport: str = "") -> None:
        body, headers = answer.body, dict(answer.headers)
        seen.status, seen.sent = answer.status, len(body)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body, compresslevel=1), "gzip"
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if transport == "truncated":
            self.wfile.write(body[: len(body) // 2])
        elif transport == "slow":
            self._drip(body)
        else:
            self.wfile.write(body)

    def _drip(self, body: bytes) -> None:
        for start in range(0, len(body), _DRIP):
            self.wfile.write(body[start : start + _DRIP])
            if self.server.backend.stopping.wait(_PAUSE):
                return

    def _reset(self) -> None:
        # Lingering for no time makes the close an RST instead of a FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _wait_until_given_up(self) -> None:
        while not self.server.backend.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], _PAUSE)
            if readable:  # the client closed its end
                return
