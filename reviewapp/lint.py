"""Every check that needs no run of the program: ``python3 manage.py lint``."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "ruff": ["ruff", "check", "--output-format=concise", "--quiet"],
    "format": ["ruff", "format", "--check", "--output-format=concise", "--quiet"],
    "mypy": ["mypy", "--no-error-summary"],
    "layers": ["lint-imports", "--no-logo"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "django": ["python", "manage.py", "check"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}


def check(name: str) -> tuple[bool, str]:
    """Whether a check failed, and what it printed."""
    program, *arguments = CHECKS[name]
    done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True)
    return bool(done.returncode), done.stdout + done.stderr


def main() -> int:
    failures = 0
    for name in CHECKS:
        failed, report = check(name)
        print(f"{'FAILED' if failed else 'ok':<7}{name}", flush=True)
        if failed:
            failures += 1
            print(report, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
