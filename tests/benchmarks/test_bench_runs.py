"""The benchmarks run; how fast is not asked here."""

import subprocess
import sys


def test_every_benchmark_prints_its_figures() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--quick", "writing", "looks"], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    lines = [line.split(" ") for line in ran.stdout.splitlines()]
    assert {len(line) for line in lines} == {3}
    assert {"draft_1000", "home_500_items"} <= {name for name, _, _ in lines}
    assert all(float(value) >= 0 for _, value, _ in lines)
