"""docs/licences.md: under which licence each package comes that a contour runs on or that its pages load.

What is listed, the locks say, so that the list does not depend on what else is installed; under which licence, each
package says itself.
"""

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, distribution

from deploy.process import ROOT

LOCKS = {
    "What a contour runs on": ROOT / "requirements.lock",
    "What one machine needs too": ROOT / "requirements-local.lock",
}
NPM_LOCK = ROOT / "package-lock.json"
# A package for another system is not here to be asked.
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ; (?!sys_platform)[^\\]*)?(?: \\)?$", re.MULTILINE)
# Where a package gives no identifier (SPDX) but its classifier or its own words.
IDENTIFIERS = {
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
}


def licences(made: str) -> str:
    """Return the document; `made` is its first line."""
    lines = [
        made,
        "# Licences of third parties\n",
        "«Подрост» itself is under the Apache License 2.0 ([LICENSE](../LICENSE)).",
        "Nothing below lies in the repository.",
        "A wheel may carry parts of others; its `dist-info/licenses` has the texts.\n",
    ]
    for title, lock in LOCKS.items():
        packages = LOCKED.findall(lock.read_text("utf-8"))
        lines += [f"## {title}\n", *_table((name, version, _of(name, version)) for name, version in packages), ""]
    lines += ["## What pages load\n", *_table(_npm())]
    return "\n".join(lines) + "\n"


def _table(packages: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    yield "| package | version | licence |"
    yield "|---|---|---|"
    for package in packages:
        yield f"| {' | '.join(package)} |"


def _of(name: str, version: str) -> str:
    """Return what an installed package says about its licence, in the words of SPDX where it can be known."""
    installed = distribution(name)
    assert installed.version == version, f"{name} {installed.version} is installed, the lock says {version}"
    return licence_of(installed.metadata)


def licence_of(metadata: PackageMetadata) -> str:
    """Return the licence: the identifier, or the short text, or the classifiers."""
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    text = metadata["License"].strip().partition("\n")[0] if "License" in metadata else ""
    classifiers = metadata.get_all("Classifier") or []
    classified = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License")]
    said = [text] if text else classified
    assert said, f"{metadata['Name']} does not say its licence"
    return " and ".join(IDENTIFIERS.get(one, one) for one in said)


def _npm() -> Iterator[tuple[str, str, str]]:
    for path, package in json.loads(NPM_LOCK.read_text("utf-8"))["packages"].items():
        if path and not package.get("dev"):
            yield path.removeprefix("node_modules/"), package["version"], package["license"]
