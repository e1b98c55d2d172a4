"""Where practice Zoho listens: on this machine, and beyond only where it is told to."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Sequence

from zoho_helpers.practice.state_file import CannotStart

DEFAULT_HOST = "127.0.0.1"
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - only where somebody asks for it


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine's own, out of reach for others."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(name: str) -> bool:
    """Say whether the host of a URL is a number, which nobody can let point elsewhere."""
    try:
        return bool(ipaddress.ip_address(name.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False


def listen(host: str, ports: Sequence[int]) -> list[socket.socket]:
    """Listen on the first of the ports that is free.

    Args:
        host: Where; unless that covers loopback, loopback is listened on as well, and comes first.
        ports: Wishes, in their order; 0 is any port.

    Raises:
        CannotStart: None of them can be had.
    """
    if not host:
        raise CannotStart("Name an address to listen on, such as 127.0.0.1.")
    why = "there is no such port"
    for port in ports:
        # The system would quietly take a larger number modulo 65,536.
        if 0 <= port < 65_536:
            try:
                return _listen(host, port)
            except OSError as error:
                is_numbered = error.errno is not None and error.errno > 0
                why = os.strerror(error.errno or 0) if is_numbered else f"there is no {host}"
    raise CannotStart(f"Port {ports[-1]} cannot be used: {why}. Try --port 0.")


def _listen(host: str, port: int) -> list[socket.socket]:
    covers_loopback = is_loopback(host) or host == _EVERYWHERE
    made: list[socket.socket] = []
    try:
        for one in [host] if covers_loopback else [DEFAULT_HOST, host]:
            family = socket.AF_INET6 if ":" in one else socket.AF_INET
            made.append(socket.create_server((one, port), family=family, backlog=128))
            made[-1].setblocking(False)
            port = int(made[0].getsockname()[1])
    except OSError:
        for listening in made:
            listening.close()
        raise
    return made
