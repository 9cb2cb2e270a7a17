"""What is no plain file, such as pipes, devices and sockets: written through, never replaced."""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
import time

PATIENCE = 10.0  # seconds for a reader of a pipe to come
OPEN = re.compile(r"/proc/(\d+)(?:/task/\d+)?/fd/(\d+)")  # process and file
LINKS = 40  # as many as Linux follows


def descriptor_of(path: str) -> int | None:
    """The file of this process that a path such as `/dev/stdout` or `/dev/fd/3` stands for, None for another path."""
    place = os.path.abspath(path)
    for _ in range(LINKS):
        place = os.path.join(os.path.realpath(os.path.dirname(place)), os.path.basename(place))
        found = OPEN.fullmatch(place)
        if found and int(found[1]) == os.getpid():
            return int(found[2])
        if not os.path.islink(place):
            return None
        place = os.path.join(os.path.dirname(place), os.readlink(place))
    return None


def write_through(path: str, kind: int, content: bytes) -> None:
    """Write to what is there.

    Raises:
        OSError: nobody reads the pipe, the device is full or takes nothing.
    """
    if stat.S_ISSOCK(kind):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(path)
            peer.sendall(content)
        return
    file = _pipe(path) if stat.S_ISFIFO(kind) else os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    try:
        write_all(file, content)
    finally:
        os.close(file)


def write_all(file: int, content: bytes) -> None:
    """Write everything to an open file, however little of it is taken at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]


def _pipe(path: str) -> int:
    """A pipe for writing; without a reader that alone would wait for ever."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            file = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise OSError(errno.ENXIO, f"nobody has read the pipe for {PATIENCE:.0f} seconds") from None
            time.sleep(0.02)
        else:
            os.set_blocking(file, True)
            return file
