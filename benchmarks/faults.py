"""The fault tests in their long form: the same tests, with more people, more kills and more requests.

    python benchmarks/faults.py                  # 50 people, 100 kills, 10 000 fuzzed requests: about an hour
    python benchmarks/faults.py -k kill          # some of them; further words go to pytest

Prints what the tests counted, as a Markdown table. Ends with 1 when a test failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
TESTS = ("tests/faults", "tests/unit/store", "tests/api/test_schema_fuzz.py")
SIZES = {"GOLDSMITH_PEOPLE": 50, "GOLDSMITH_STEPS": 60, "GOLDSMITH_KILLS": 100, "GOLDSMITH_FUZZ": 40}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        told = [f"--junitxml={report}", "-o", "junit_family=xunit1"]  # the one that holds what tests count
        command = [sys.executable, "-m", "pytest", "-q", *told, *TESTS, *sys.argv[1:]]
        sizes = {name: os.environ.get(name, str(n)) for name, n in SIZES.items()}
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **sizes}, check=False)
        print(table(ET.parse(report).getroot()))
    sys.exit(done.returncode)


def table(report: ET.Element) -> str:
    """Return a row for each test with its outcome and counts; the parts of a parametrized test are one row."""
    outcomes: defaultdict[str, list[bool]] = defaultdict(list)
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for case in report.iter("testcase"):
        name = str(case.get("name")).partition("[")[0].removeprefix("test_").replace("_", " ")
        outcomes[name].append(case.find("failure") is None and case.find("error") is None)
        for told in case.iter("property"):
            counts[name][str(told.get("name"))] += int(str(told.get("value")))
    lines = ["| what was held | passed | counted |", "|---|---|---|"]
    for name, passed in outcomes.items():
        counted = ", ".join(f"{n:,} {what}" for what, n in counts[name].items())
        lines.append(f"| {name} | {sum(passed)} of {len(passed)} | {counted} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
