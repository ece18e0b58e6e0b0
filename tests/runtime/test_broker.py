"""The bundled broker's addresses. That it carries messages is shown in test_worker.py."""

from __future__ import annotations

import socket
from pathlib import Path

from screening.lib import broker


def test_the_socket_lies_in_the_data_folder() -> None:
    assert broker.socket_path(Path("/srv/reviews")) == Path("/srv/reviews/run/broker.sock")


def test_a_path_too_long_for_the_kernel_is_replaced_by_a_short_one_of_its_own() -> None:
    deep, deeper = Path("/" + "d" * 100), Path("/" + "e" * 100)
    assert len(bytes(broker.socket_path(deep))) <= broker.LONGEST_SOCKET_PATH
    assert broker.socket_path(deep) != broker.socket_path(deeper)
    assert broker.socket_path(deep) == broker.socket_path(deep)


def test_a_socket_left_behind_is_no_broker(tmp_path: Path) -> None:
    assert broker.url_if_listening(tmp_path) == ""
    path = broker.socket_path(tmp_path)
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    assert broker.url_if_listening(tmp_path) == ""


def test_the_broker_has_no_port_and_a_private_folder(tmp_path: Path) -> None:
    path = tmp_path / "run" / "broker.sock"
    command = broker.command("valkey-server", path=path, folder=tmp_path / "broker")
    assert command[:3] == ["valkey-server", "--port", "0"]
    assert path.parent.stat().st_mode & 0o777 == 0o700
