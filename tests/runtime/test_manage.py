"""What ``manage.py`` would install and start. Nothing is downloaded: its calls are recorded."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings


class Replaced(BaseException):
    """Stands for the moment in which ``os.execv`` puts another program in place of this one."""


@pytest.fixture
def manage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``manage.py`` as it would be in an empty folder, run by a system Python that has no uv."""
    spec = importlib.util.spec_from_file_location("manage_under_test", settings.BASE_DIR / "manage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("# nothing\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.delenv("REVIEWAPP_BOOTSTRAP", raising=False)
    return module


@pytest.fixture
def called(manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands started, as lists of words; making the environment also makes its Python."""
    commands: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        if "venv" in command:
            manage.PYTHON.parent.mkdir(parents=True)
            manage.PYTHON.touch()
        return subprocess.CompletedProcess(command, 0)

    def execv(program: str, command: list[str]) -> None:
        commands.append(command)
        raise Replaced

    monkeypatch.setattr(manage.subprocess, "run", run)
    monkeypatch.setattr(manage.os, "execv", execv)
    monkeypatch.setattr(manage.os, "chdir", lambda folder: None)
    return commands


def start(manage: ModuleType, *arguments: str) -> None:
    with pytest.raises(Replaced):
        manage.main(list(arguments))


def installed(called: list[list[str]]) -> list[str]:
    """The requirement files handed to pip."""
    return [
        Path(word).name for command in called if "install" in command for word in command if ".txt" in word
    ]


def test_the_first_start_makes_an_environment_and_runs_again_inside_it(
    manage: ModuleType, called: list[list[str]]
) -> None:
    start(manage, "serve", "--port=8001")
    assert [sys.executable, "-m", "venv", "--clear", str(manage.VENV)] in called
    assert installed(called) == ["requirements.txt"]
    assert called[-1] == [str(manage.PYTHON), str(manage.ROOT / "manage.py"), "serve", "--port=8001"]


def test_the_second_start_installs_nothing(manage: ModuleType, called: list[list[str]]) -> None:
    start(manage, "serve")
    called.clear()
    start(manage, "serve")
    assert [command[0] for command in called] == [str(manage.PYTHON)]


def test_changed_requirements_are_installed_into_the_same_environment(
    manage: ModuleType, called: list[list[str]]
) -> None:
    start(manage, "serve")
    called.clear()
    (manage.ROOT / "requirements.txt").write_text("# something\n")
    start(manage, "serve")
    assert installed(called) == ["requirements.txt"]
    assert not [command for command in called if "venv" in command]


@pytest.mark.parametrize("command", ["test", "lint"])
def test_test_and_lint_also_need_the_developers_packages(
    manage: ModuleType, called: list[list[str]], command: str
) -> None:
    start(manage, "serve")
    called.clear()
    start(manage, command)
    assert installed(called) == ["requirements.txt", "requirements-dev.txt"]


def test_inside_its_environment_test_becomes_pytest(
    manage: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(manage, "test")
    monkeypatch.setattr(sys, "prefix", str(manage.VENV))
    start(manage, "test", "-x", "tests/lib")
    assert called[-1] == [sys.executable, "-m", "pytest", "-x", "tests/lib"]


def test_an_environment_of_ones_own_is_left_alone(
    manage: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", "/home/somebody/venv")
    start(manage, "lint")
    assert called == [[sys.executable, "-m", "reviewapp.lint"]]


def test_uv_is_used_where_it_is(
    manage: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manage.shutil, "which", lambda name: "/usr/bin/uv")
    start(manage, "serve")
    assert [command[:3] for command in called[:2]] == [
        ["/usr/bin/uv", "venv", "-q"],
        ["/usr/bin/uv", "pip", "install"],
    ]


def test_an_old_python_is_told_so(manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "version", "3.9.2 (default)")
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed; this is Python 3\.9\.2\."):
        manage.main(["serve"])


@pytest.mark.parametrize(
    ("failing", "sentence"),
    [("import ensurepip", "sudo apt install python3"), ("pip", "could not be installed")],
)
def test_what_is_missing_is_said_in_a_sentence(
    manage: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, failing: str, sentence: str
) -> None:
    succeed = manage.subprocess.run

    def fail(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        done = succeed(command, **options)
        done.returncode = int(failing in command)
        return done

    monkeypatch.setattr(manage.subprocess, "run", fail)
    with pytest.raises(SystemExit, match=sentence):
        manage.main(["serve"])
    assert not manage.stamp("requirements.txt").exists()
