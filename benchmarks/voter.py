"""A reviewer who votes without a pause, in a process of its own, until its standard input closes; then it prints how
long every vote took, in seconds, and every error, as JSON.

    python -m benchmarks.voter MEMBER_ID
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import uuid

PAUSE = 0.02  # seconds: nobody votes faster, and the importer must get its turn


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "reviewapp.settings"
    import django

    django.setup()
    from django.db import DatabaseError

    from screening.decisions.models import Candidate
    from screening.decisions.operations import cast_vote
    from screening.reviews.models import Member

    member = Member.objects.select_related("review", "user").get(pk=int(sys.argv[1]))
    candidates = list(Candidate.objects.filter(review=member.review).order_by("pk")[:200])
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    seconds: list[float] = []
    errors: list[str] = []
    print("ready", flush=True)
    while not over.wait(PAUSE):
        candidate = candidates[len(seconds) % len(candidates)]
        began = time.perf_counter()
        try:
            cast_vote(by=member, candidate=candidate, verdict="include", key=uuid.uuid4())
        except DatabaseError as error:
            errors.append(str(error))
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds, "errors": errors}))


if __name__ == "__main__":
    main()
