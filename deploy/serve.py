"""One contour as one process: `python -m deploy.serve CONFIG.json`."""

import sys
from pathlib import Path

from deploy.contours import services_of
from shared import config
from shared.contour import run


def main() -> None:
    """Serve the contour that the file describes until it is asked to stop."""
    sys.stdin.read()  # whoever starts us before our database is there keeps it open until then
    contour = config.read(Path(sys.argv[1]))
    run(contour, services_of(contour.kind))


if __name__ == "__main__":
    main()
