"""The benchmarks run; how fast is not asked here."""

import subprocess
import sys


def test_every_benchmark_prints_its_figures() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--quick", "writing", "looks", "asking"],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    lines = [line.split(" ") for line in ran.stdout.splitlines()]
    assert {len(line) for line in lines} == {3}
    assert {"draft_1000", "home_500_items"} <= {name for name, _, _ in lines}
    ratio = next(float(value) for name, value, _ in lines if name == "model_tokens_over_channel")
    assert ratio <= 3.0, "what a model is sent is counted, not timed: this figure is the same everywhere"
    assert all(float(value) >= 0 for _, value, _ in lines)
