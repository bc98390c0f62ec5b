"""Progress on the standard error stream."""

import sys
import time


class Progress:
    """Prints `what: done of total` at most once in `interval_seconds`, and always at the end."""

    def __init__(self, what: str, total: int, interval_seconds: float = 2.0) -> None:
        self._what = what
        self._total = total
        self._interval = interval_seconds
        self._printed_at = 0.0

    def report(self, done: int, more: str = "") -> None:
        """@param more: appended to the line, such as the loss."""
        now = time.monotonic()
        if done < self._total and now - self._printed_at < self._interval:
            return
        self._printed_at = now
        say(f"{self._what}: {done} of {self._total}{more and f', {more}'}")


def say(text: str) -> None:
    """A line for the person at the terminal; results go to files."""
    print(text, file=sys.stderr, flush=True)
