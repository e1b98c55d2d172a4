"""Lets this process and every Python below it reach loopback only. Loaded by Python itself.

The test run puts this folder on PYTHONPATH, so that it holds in notebook kernels and in programs
that tests start. A connection to anywhere else raises before a packet leaves.
"""

import ipaddress
import sys


class OutsideLoopback(RuntimeError):
    """A test tried to reach another machine."""


def _is_loopback(host):
    if host in ("", "localhost", None):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        outside = isinstance(address, tuple) and not _is_loopback(address[0])
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        host = host.decode() if isinstance(host, bytes) else host
        outside = not _is_loopback(host)
    else:
        return
    if outside:
        raise OutsideLoopback(f"{event} {arguments[1] if event == 'socket.connect' else host!r}")


sys.addaudithook(_guard)
