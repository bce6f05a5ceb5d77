"""Which TCP port of the loopback interface a server may listen on."""

import socket

LOOPBACK = "127.0.0.1"
NEIGHBOURS = 10


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now. Connections of a server that just ended do not count as taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(preferred: int = 0) -> int:
    """`preferred` when it can be had, else one of those after it, else any free port."""
    for port in range(preferred, preferred + NEIGHBOURS) if preferred else ():
        if is_free(port):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        given: int = probe.getsockname()[1]
    return given
