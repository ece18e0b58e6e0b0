"""The stand-in's own pages under ``/control/``, for other processes: order faults, read the log."""

from __future__ import annotations

from screening.demo.eutils.answer import Answer, as_json
from screening.demo.eutils.backend import Backend
from screening.demo.eutils.request import Request


def answer(request: Request, backend: Backend) -> Answer:
    """GET log; POST fail (kind, times, on, after, pmid), heal, forget (history), rate_limit (on=1 or 0)."""
    asked = f"{request.method} {request.path.removeprefix('/control/')}"
    if asked == "GET log":
        return as_json(backend.report())
    if asked == "POST fail":
        return _fail(request, backend)
    if asked == "POST heal":
        backend.heal()
    elif asked == "POST forget":
        backend.expire_history()
    elif asked == "POST rate_limit":
        backend.gate.limited = request.get("on") == "1"
    else:
        return as_json({"error": f"there is no {asked}"}, 404)
    return as_json({"done": asked})


def _fail(request: Request, backend: Backend) -> Answer:
    try:
        backend.fail(
            request.get("kind"),
            times=request.number("times", 1),
            on=request.get("on"),
            after=request.number("after", 0),
            pmid=request.number("pmid", 0),
        )
    except ValueError as problem:
        return as_json({"error": str(problem)}, 400)
    return as_json({"done": "POST fail"})
