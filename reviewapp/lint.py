"""Every check that needs no run of the program: ``python3 manage.py lint``."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = {
    "ruff": ["ruff", "check", "--output-format=concise", "--quiet"],
    "format": ["ruff", "format", "--check", "--output-format=concise", "--quiet"],
    "mypy": ["mypy", "--no-error-summary"],
    "layers": ["lint-imports", "--no-logo"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "django": ["python", "manage.py", "check"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        done = subprocess.run([BIN / program, *arguments], capture_output=True, text=True)
        print(f"{'ok' if done.returncode == 0 else 'FAILED':<7}{name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
