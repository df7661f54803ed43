"""Whether the service can listen where it was told to: asked before anything else is begun, since a person who mistyped a port should not wait for models to be told."""

from __future__ import annotations

import errno
import os
import socket

from intake.errors import SetupError


def check_address(host: str, port: int) -> None:
    """Raises SetupError (`address_in_use`, `address_not_usable`). Whoever is quicker may still take it afterwards."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: connections that just ended hold nobody up
            tried.bind(address)
    except OSError as error:
        raise (_in_use(host, port) if error.errno == errno.EADDRINUSE else _not_usable(host, port, error)) from error


def _in_use(host: str, port: int) -> SetupError:
    return SetupError(
        "address_in_use",
        f"Another program listens at {host}, port {port}. End it, or choose another port with --port.",
        f"{host} 的端口 {port} 已被其他程序占用，请结束该程序或用 --port 指定其他端口。",
    )


def _not_usable(host: str, port: int, error: OSError) -> SetupError:
    why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)
    return SetupError(
        "address_not_usable",
        f"The service can't listen at {host}, port {port}: {why}. --host must be an address of this machine; ports below 1024 take special rights.",
        f"无法在 {host} 的端口 {port} 上监听（{why}）。--host 应为本机地址；1024 以下的端口需要特殊权限。",
    )
