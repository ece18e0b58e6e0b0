"""What a start with these variables set would do, each tried in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "REVIEWAPP_PRODUCTION": "1",
    "REVIEWAPP_SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgres://reviewapp@127.0.0.1:1/reviewapp",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "REVIEWAPP_ALLOWED_HOSTS": "reviews.example.org",
    "REVIEWAPP_BASE_URL": "https://reviews.example.org",
}
NEEDED = [name for name in PRODUCTION if name != "REVIEWAPP_PRODUCTION"]


def start(tmp_path: Path, program: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """``manage.py check``, or a program that may use ``settings``, with only these variables set."""
    load = f"from django.conf import settings; {program}"
    command = [sys.executable, "-c", load] if program else [sys.executable, "manage.py", "check"]
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "reviewapp.settings"}
    env |= {"REVIEWAPP_DATA_DIR": str(tmp_path / "var"), "REVIEWAPP_BOOTSTRAP": "0"} | variables
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def value(tmp_path: Path, expression: str, **variables: str) -> str:
    done = start(tmp_path, f"print({expression})", **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_start_with_nothing_set_works(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_the_secret_key_stays_the_same(tmp_path: Path) -> None:
    keys = {value(tmp_path, "settings.SECRET_KEY") for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50


@pytest.mark.parametrize("missing", NEEDED)
def test_production_refuses_in_one_sentence(tmp_path: Path, missing: str) -> None:
    done = start(tmp_path, **{name: set_to for name, set_to in PRODUCTION.items() if name != missing})
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"REVIEWAPP_PRODUCTION=1 needs settings that are missing: {missing}. See “Settings” in README.md."
    )


def test_production_refuses_debug(tmp_path: Path) -> None:
    done = start(tmp_path, **PRODUCTION, REVIEWAPP_DEBUG="1")
    assert done.returncode == 1
    assert "unset it in production" in done.stderr


def test_a_word_where_a_number_belongs_is_a_sentence(tmp_path: Path) -> None:
    done = start(tmp_path, REVIEWAPP_UPLOAD_LIMIT_MB="plenty")
    assert done.stderr.strip() == "REVIEWAPP_UPLOAD_LIMIT_MB must be a whole number; it is 'plenty'."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("REVIEWAPP_PRODUCTION", "maybe", "REVIEWAPP_PRODUCTION must be 1 or 0; it is 'maybe'."),
        ("DATABASE_URL", "x:secret@y", "DATABASE_URL must begin with postgres://, postgresql://, sqlite://."),
        (
            "DATABASE_URL",
            "postgres://u:secret@h:port/d",
            "DATABASE_URL is not understood: write special characters",
        ),
        ("REDIS_URL", ":secret@y", "REDIS_URL must begin with redis://, rediss://, unix://."),
        ("REVIEWAPP_LOG_LEVEL", "loud", "REVIEWAPP_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
    ],
)
def test_what_is_not_understood_is_a_sentence_without_secrets(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    done = start(tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_production_refuses_a_key_that_could_be_guessed(tmp_path: Path) -> None:
    done = start(tmp_path, **PRODUCTION | {"REVIEWAPP_SECRET_KEY": "changeme"})
    assert done.returncode == 1
    assert done.stderr.startswith("REVIEWAPP_SECRET_KEY is too short")
    assert "changeme" not in done.stderr


def test_production_is_safe_by_default(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS", "DEBUG"
    expression = ", ".join(f"settings.{name}" for name in names)
    assert value(tmp_path, expression, **PRODUCTION) == "True True 2592000 ['reviews.example.org'] False"


def test_a_unix_socket_is_spelt_for_celery_as_celery_wants_it(tmp_path: Path) -> None:
    expression = "settings.REDIS_URL, settings.CELERY_BROKER_URL"
    assert value(tmp_path, expression, REDIS_URL="unix:///run/redis.sock") == (
        "unix:///run/redis.sock redis+socket:///run/redis.sock"
    )


def test_sqlite_takes_the_write_lock_at_once_and_waits(tmp_path: Path) -> None:
    expression = "settings.DATABASES['default']['OPTIONS']['transaction_mode']"
    assert value(tmp_path, expression) == "IMMEDIATE"


def test_postgresql_compiles_nothing_unless_the_address_says_so(tmp_path: Path) -> None:
    expression = "settings.DATABASES['default']['OPTIONS']['options']"
    assert value(tmp_path, expression, **PRODUCTION) == "-c jit=off"
    chosen = PRODUCTION | {"DATABASE_URL": PRODUCTION["DATABASE_URL"] + "?options=-c%20jit%3Don"}
    assert value(tmp_path, expression, **chosen) == "-c jit=on"


def test_a_page_does_not_hang_while_the_broker_is_away(tmp_path: Path) -> None:
    program = (
        "import django, time; django.setup(); from screening.jobs.operations import wake; wake(1);"
        "began = time.monotonic(); wake(2); print(time.monotonic() - began)"  # the first imports Celery's parts
    )
    done = start(tmp_path, program, REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 2


def test_every_variable_is_in_the_readme() -> None:
    read = set(
        re.findall(r'(?:env|flag|number|words|url)\(\s*"(\w+)"', (ROOT / "reviewapp/settings.py").read_text())
    )
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert {"DATABASE_URL", "REVIEWAPP_PRODUCTION", "NCBI_EMAIL"} <= read
    assert documented - read <= {"REVIEWAPP_BOOTSTRAP", "REVIEWAPP_REQUIRE_BROWSER", "CHROMIUM"}
    assert read - documented == set()


def test_no_mail_is_sent_unless_a_server_is_named(tmp_path: Path) -> None:
    expression = "settings.MAIL_ON, settings.EMAIL_BACKEND.rsplit('.')[-2]"
    assert value(tmp_path, expression) == "False dummy"


def test_one_url_names_the_mail_server(tmp_path: Path) -> None:
    names = "MAIL_ON", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL"
    expression = ", ".join(f"settings.{name}" for name in names)
    variables = {
        "EMAIL_URL": "smtp://ada:secret@mail.example.org",
        "REVIEWAPP_BASE_URL": "https://a.example.org",
    }
    told = value(tmp_path, expression, **variables)
    assert told == "True mail.example.org 587 ada True reviewapp@a.example.org"


def test_a_mail_server_that_is_not_understood_is_a_sentence_without_its_password(tmp_path: Path) -> None:
    done = start(tmp_path, EMAIL_URL="imap://ada:secret@mail.example.org")
    assert done.returncode == 1
    assert done.stderr.startswith("EMAIL_URL is not understood: it must be smtp://")
    assert "secret@mail" not in done.stderr
