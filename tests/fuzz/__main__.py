"""`python -m tests.fuzz [--count N] [--seed N] [KINDS…]`: prints the figures; 1 where anything was uncaught."""

import argparse
import asyncio
import sys
import time

from bot.domain.plain_text import one_line
from tests.fuzz.run import KINDS, fuzz

MOST_SHOWN = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"which: {', '.join(KINDS)} (default: all)")
    parser.add_argument("--count", type=int, default=100_000, help="how many cases in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="to repeat a run's choices")
    options = parser.parse_args()
    _say(f"seed {options.seed} number")
    begun = time.perf_counter()
    tally = asyncio.run(fuzz(options.count, options.seed, options.kinds or tuple(KINDS)))
    for figure in tally.figures():
        _say(str(figure))
    _say(f"seconds {time.perf_counter() - begun:.0f} s")
    for told in tally.told()[:MOST_SHOWN]:
        sys.stderr.write(f"{one_line(told, 1000)}\n")
    return 1 if tally.troubles else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
