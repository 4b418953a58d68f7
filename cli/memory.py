"""How a process that runs for months asks the C library for memory."""

import ctypes
from contextlib import suppress

# From malloc.h; what other systems than glibc have instead is left alone.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8


def give_back() -> None:
    """What is free goes back to the system. To be called before threads are started.

    glibc would give each thread a heap, and after one large piece keep up to 64 MiB of what was freed.
    """
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in ((M_ARENA_MAX, 1), (M_TRIM_THRESHOLD, 1 << 17), (M_MMAP_THRESHOLD, 1 << 17)):
            mallopt(option, value)
