"""The settings under test: the real ones, in a data folder of their own, with a quick password hash."""

import atexit
import os
import shutil
import tempfile

# before the real settings are read, and for the processes that tests start: a running `serve` keeps its data,
# its broker and its files, and two test runs do not meet
os.environ["REVIEWAPP_DATA_DIR"] = tempfile.mkdtemp(prefix="reviewapp-test-")
atexit.register(shutil.rmtree, os.environ["REVIEWAPP_DATA_DIR"], ignore_errors=True)

from reviewapp.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
