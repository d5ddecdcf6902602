"""`run.py bench budget [--json]`: the statements and the time of every page in a region, colleges and a federation.

It fills databases of its own with the demo's year, opens every page that links lead to, and prints a line for each page
and person; tests/house/test_budget.py measures, and checks the budget.
"""

import argparse
import os
import sys

import pytest

TEST = "tests/house/test_budget.py"


def main() -> int:
    """Run the measurement and print its table; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true", help="a line of JSON for each page and person")
    if parser.parse_args().json:
        os.environ["PODROST_JSON"] = "1"
    return int(pytest.main(["-q", "-s", "-p", "no:cacheprovider", "-k", "budget", TEST]))


if __name__ == "__main__":
    sys.exit(main())
