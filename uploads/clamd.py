"""Asking a clamd daemon about one file (its INSTREAM command; the file never leaves this machine's control)."""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from typing import IO
from urllib.parse import urlsplit

PIECE = 64 * 1024
PATIENCE = 60
"""Seconds until an answer is given up; clamd itself stops at its own limits before."""


class ScannerAway(Exception):
    """No clear answer: the file stays where it is, unread by anybody."""


def is_clean(file: IO[bytes], url: str) -> bool:
    """Whether clamd finds nothing in the file. Raises ScannerAway for anything but a clear yes or no."""
    try:
        with closing(_connect(url)) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                daemon.sendall(struct.pack("!L", len(piece)) + piece)
            daemon.sendall(struct.pack("!L", 0))
            answer = _answer(daemon)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer == "stream: OK":
        return True
    if answer.endswith(" FOUND"):
        return False
    raise ScannerAway(answer or "it closed the line without a word")


def _connect(url: str) -> socket.socket:
    place = urlsplit(url)
    if place.scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(PATIENCE)
        daemon.connect(place.path)
        return daemon
    return socket.create_connection((place.hostname or "127.0.0.1", place.port or 3310), timeout=PATIENCE)


def _answer(daemon: socket.socket) -> str:
    said = b""
    while b"\0" not in said and (piece := daemon.recv(4096)):
        said += piece
    return said.split(b"\0")[0].decode(errors="replace").strip()
