"""Connections that lead out of this network: a name that resolves to an address inside it is refused.

The address is looked at once the connection stands and before anything is said on it, so that a name server cannot
give one address to the check and another to the request.
"""

from __future__ import annotations

import ipaddress
import socket

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class InsideAddress(Exception):
    """The service's name leads to this machine or its network. The message is for a person."""


class _Outside(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _OutsideTls(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


def keep_outside(pool: HTTPConnectionPool) -> None:
    """Let the pool make only connections that lead out."""
    pool.ConnectionCls = _OutsideTls if isinstance(pool, HTTPSConnectionPool) else _Outside


def is_outside(address: str) -> bool:
    """Whether an IP address can be reached by everybody: not private, local, reserved or of a group."""
    found = ipaddress.ip_address(address.partition("%")[0])
    embedded = getattr(found, "ipv4_mapped", None)
    found = embedded or found
    return found.is_global and not found.is_multicast


def _checked(connection: socket.socket) -> socket.socket:
    if is_outside(connection.getpeername()[0]):
        return connection
    connection.close()
    raise InsideAddress(
        "The service's name leads to an address inside this network, so nothing was sent. If a proxy or a stand-in is"
        " meant to answer, an administrator sets its address in the settings."
    )
