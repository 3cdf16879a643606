"""`python -m tests.benchmarks [--quick] [NAMES…]`: prints the figures; 1 where a measurement is not valid."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from tests.benchmarks.asking import asking
from tests.benchmarks.figures import QUICK, Figure, Size
from tests.benchmarks.footprint import footprint
from tests.benchmarks.importing import importing
from tests.benchmarks.intake import intake
from tests.benchmarks.looks import looks
from tests.benchmarks.writing import writing

BENCHMARKS: dict[str, Callable[[Size], Coroutine[Any, Any, list[Figure]]]] = {
    "intake": intake,
    "importing": importing,
    "writing": writing,
    "looks": looks,
    "asking": asking,
    "footprint": footprint,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round: to see that it runs")
    options = parser.parse_args()
    valid = True
    for name in options.names or BENCHMARKS:
        for figure in asyncio.run(BENCHMARKS[name](QUICK if options.quick else Size())):
            sys.stdout.write(f"{figure}\n")
            sys.stdout.flush()
            if figure.name.endswith("_is_valid") and not figure.value:
                sys.stderr.write(f"Not valid: {figure.name}; this machine is too slow or too busy for this ratio.\n")
                valid = False
    return 0 if valid else 1


if __name__ == "__main__":
    sys.exit(main())
