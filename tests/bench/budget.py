"""How many statements every page costs, and how long it takes: of a region, its colleges and a federation with a year.

`run.py bench budget [--json]` lives the demo's year in databases of its own, opens every page that links lead to, and
prints a line for each page and person; tests/house/test_budget.py measures, and holds the budget.
"""

import argparse
import os
import sys

import pytest

TEST = "tests/house/test_budget.py"


def main() -> int:
    """Run the measure with its table shown; return the status of the budget."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true", help="a line of JSON for each page and person")
    if parser.parse_args().json:
        os.environ["PODROST_JSON"] = "1"
    return int(pytest.main(["-q", "-s", "-p", "no:cacheprovider", "-k", "budget", TEST]))


if __name__ == "__main__":
    sys.exit(main())
