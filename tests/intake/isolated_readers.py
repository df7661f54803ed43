"""Readers for the tests of worker processes: each item says what is to happen."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path

import cv2
import numpy as np

from intake.errors import SetupError, UnreadableFile

MIB = 1 << 20
_kept: list[bytes] = []
"""What an item leaves behind in its process."""


def make_reader() -> int:
    return os.getpid()


def make_reader_without_weights() -> int:
    raise SetupError("weights_missing", "The weights are not there.", "缺少模型文件。")


def make_reader_with_a_fault() -> int:
    raise KeyError("fault")


def die_at_start() -> int:
    os._exit(3)


def read(reader: int, item: str) -> tuple[int, str]:
    """The process that made the reader, and the item, unless the item asks for something else."""
    match item.split():
        case ["crash"]:
            ctypes.string_at(0)
        case ["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["sleep"]:
            time.sleep(60)
        case ["ask for memory"] | ["ask"]:
            bytearray(64 << 30)
        case ["opencv"]:
            cv2.resize(np.zeros((9, 9, 3), np.uint8), (60_000, 60_000))
        case ["take"]:
            held = []
            for _ in range(4000):
                held.append(b"x" * MIB)
                time.sleep(0.0005)
        case ["fault"]:
            raise KeyError("a fault")
        case ["damaged"]:
            raise UnreadableFile("picture_damaged", "Damaged.", "已损坏。")
        case ["environment", name]:
            return reader, os.environ.get(name, "")
        case ["niceness"]:
            return reader, str(os.nice(0))
        case ["leave", "pieces"]:
            # As many small pieces as make 200 MiB, then all freed but the last, which lies on top of the others.
            _kept.append([bytes(1024) for _ in range(200 * 1024)][-1])
        case ["resident"]:
            return reader, str(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") // MIB)
        case ["touch", path]:
            Path(path).touch()
    return os.getpid() if reader == os.getpid() else -1, item
