#!/usr/bin/env python3
"""The command line. On a bare machine it first makes .venv and installs the pinned packages into it.

``test`` hands over to pytest and ``lint`` to the linters; everything else is a Django command.
"""

from __future__ import annotations  # an older Python must get as far as the sentence about its age

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

try:
    import fcntl
except ImportError:
    sys.exit("Windows lacks what the packages need: run this inside WSL.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
HANDED_OVER = {"test": "pytest", "lint": "reviewapp.lint"}


def main(arguments: list[str]) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Python 3.11 or newer is needed; this is Python {sys.version.split()[0]}.")
    command = arguments[0] if arguments else "help"
    in_own_venv = Path(sys.prefix) == VENV
    if os.environ.get("REVIEWAPP_BOOTSTRAP") != "0" and (in_own_venv or sys.prefix == sys.base_prefix):
        install("requirements.txt", *(["requirements-dev.txt"] if command in HANDED_OVER else []))
        if not in_own_venv:
            os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments])
    if command == "demo":
        prepare_demo()
    if command in HANDED_OVER:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", HANDED_OVER[command], *arguments[1:]])
    run_django(arguments)


def install(*requirements: str) -> None:
    """Bring .venv up to the requirement files; does nothing where their stamps still fit."""
    with (ROOT / "requirements.txt").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second command started meanwhile waits here
        if PYTHON.exists() and all(is_installed(name) for name in requirements):
            return
        print("Installing Python packages into .venv (the first time takes about a minute) ...", flush=True)
        uv = shutil.which("uv")
        if not PYTHON.exists():
            create_venv(uv)
        pip = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
        quiet = ["-q"] if uv else ["-q", "--disable-pip-version-check"]
        run([*pip, *quiet, *(part for name in requirements for part in ("-r", str(ROOT / name)))])
        for name in requirements:
            stamp(name).write_text(digest(name))


def create_venv(uv: str | None) -> None:
    if uv:
        run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(VENV)])
        return
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(f"Python's venv module is not installed. On Debian and Ubuntu: sudo apt install {package}")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def run(command: list[str]) -> None:
    if subprocess.run(command).returncode:
        sys.exit("The packages could not be installed; the reason stands above. Mend it and run this again.")


def stamp(requirements: str) -> Path:
    """The note in .venv of what was installed last."""
    return VENV / f"{requirements}.installed"


def digest(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def is_installed(requirements: str) -> bool:
    return stamp(requirements).exists() and stamp(requirements).read_text() == digest(requirements)


def prepare_demo() -> None:
    """The demonstration has a data folder, and a stand-in for NCBI's servers, of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    os.environ["REVIEWAPP_DEMO"] = "1"
    os.environ["NCBI_BASE_URL"] = f"http://127.0.0.1:{port}/entrez/eutils/"
    os.environ["NCBI_EMAIL"] = "demo@example.org"
    os.environ.setdefault("REVIEWAPP_DATA_DIR", str(ROOT / "var" / "demo"))


def run_django(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(f"{sys.executable} has no Django. Install the packages: pip install -r requirements.txt")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings now, so that a refusal is one sentence
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
