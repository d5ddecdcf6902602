"""Generate docs/licences.md: the licence of each package that a contour runs on or that its pages load.

The locks determine the packages, so that the list does not depend on what else is installed; the licence comes from the
metadata of each package.
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
# Packages for other systems are left out: they are not installed here.
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ; (?!sys_platform)[^\\]*)?(?: \\)?$", re.MULTILINE)
# The SPDX identifiers of classifiers and texts, for packages without an identifier.
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
    """Return the licence of an installed package, as an SPDX identifier where possible."""
    installed = distribution(name)
    assert installed.version == version, f"{name} {installed.version} is installed, the lock says {version}"
    return licence_of(installed.metadata)


def licence_of(metadata: PackageMetadata) -> str:
    """Return the licence: the identifier, or the short text, or the classifiers."""
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    text = metadata["License"].strip().partition("\n")[0] if "License" in metadata else ""
    classifiers = metadata.get_all("Classifier") or []
    classified = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License")]
    found = [text] if text else classified
    assert found, f"{metadata['Name']} does not say its licence"
    return " and ".join(IDENTIFIERS.get(licence, licence) for licence in found)


def _npm() -> Iterator[tuple[str, str, str]]:
    for path, package in json.loads(NPM_LOCK.read_text("utf-8"))["packages"].items():
        if path and not package.get("dev"):
            yield path.removeprefix("node_modules/"), package["version"], package["license"]
