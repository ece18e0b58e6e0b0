"""The settings under test: the real ones, in a data folder of their own, with a quick password hash."""

import atexit
import os
import re
import shutil
import tempfile

# before the real settings are read, and for the processes that tests start: a running `serve` keeps its data,
# its broker and its files, and two test runs do not meet
os.environ["REVIEWAPP_DATA_DIR"] = tempfile.mkdtemp(prefix="reviewapp-test-")
atexit.register(shutil.rmtree, os.environ["REVIEWAPP_DATA_DIR"], ignore_errors=True)
if "REDIS_URL" in os.environ:  # processes that test side by side must not take each other's jobs
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{number}", os.environ["REDIS_URL"])

from reviewapp.settings import *  # noqa: E402, F403
from reviewapp.settings import DATA_DIR, DATABASES, MIDDLEWARE, REDIS_URL  # noqa: E402
from screening.lib import broker  # noqa: E402

MIDDLEWARE = ["tests.answering.counted", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {"options": "-c screening.truncate=allowed"}  # between tests only
if not REDIS_URL:
    # Nobody listens there until a test asks for `start_worker`; until then waking a worker fails quietly,
    # as it does in an installation whose broker is away.
    CELERY_BROKER_URL = broker.url(broker.socket_path(DATA_DIR)).replace("unix://", "redis+socket://")
