"""Limits on what a step may take of the machine."""

import os

from training.progress import say


def limit_cores(threads: int) -> None:
    """
    Keeps this process on so many cores. XLA has no option for it and reads the affinity when it starts, so this must run before `jax` is imported.
    """
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    if not hasattr(os, "sched_setaffinity"):
        say("--threads limits ONNX Runtime only: this system cannot bind a process to cores.")
        return
    allowed = sorted(os.sched_getaffinity(0))
    # The last ones: the first core is the one on which other programs' interrupts usually run.
    os.sched_setaffinity(0, allowed[-threads:])
