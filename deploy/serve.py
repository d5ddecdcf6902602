"""One contour as one process: `python -m deploy.serve CONFIG.json`, or a fork of `run.py up`."""

import sys
from pathlib import Path

from deploy.contours import services_of
from shared import config
from shared.contour import run


def serve(file: Path) -> None:
    """Serve the contour described by the file until it is told to stop."""
    contour = config.read(file)
    run(contour, services_of(contour.kind))


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
