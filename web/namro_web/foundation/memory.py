"""Memory of a server process, once its program is loaded."""

from __future__ import annotations

import gc


def settle() -> None:
    """Leave out of every later search for rubbish what was loaded at the start.

    The program lives as long as its process; without this Python looks through all of it again and
    again, in the middle of somebody's request. Called before a server divides into processes, it
    also lets them share that memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
