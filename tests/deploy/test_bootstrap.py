"""What a bare machine gets: everything by hash, from wherever its pip and npm already look, and nothing else."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import assets
from deploy.process import ROOT

LOCKS = [ROOT / "requirements.lock", *(ROOT / "deploy/bootstrap").glob("*.lock")]
# Written apart, so that this file does not name them either.
REGISTRIES = (("pypi", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is not a clone")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile("|".join(re.escape(".".join(parts)) for parts in REGISTRIES).encode())
    assert [str(path) for path in tracked() if hosts.search(path.read_bytes())] == []


def test_nothing_third_party_is_committed() -> None:
    names = [path.relative_to(ROOT) for path in tracked()]
    assert [name for name in names if "vendor" in name.parts or "node_modules" in name.parts] == []
    assert [name for name in names if name.name.endswith(("uv.lock", ".woff2", ".whl", ".min.js"))] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_has_its_version_and_hash(lock: Path) -> None:
    packages = [entry for entry in lock.read_text().replace("\\\n", " ").splitlines() if entry.strip()]
    assert packages
    assert [entry for entry in packages if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_browser_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    third_party = {name: package for name, package in packages.items() if name}
    assert third_party
    assert [name for name, package in third_party.items() if "resolved" in package] == []
    assert [name for name, package in third_party.items() if not package["integrity"].startswith("sha512-")] == []


def test_the_bootstrap_needs_only_the_standard_library() -> None:
    for file in (ROOT / "run.py", ROOT / "deploy/assets.py"):
        imported = [
            name
            for node in ast.walk(ast.parse(file.read_text()))
            for name in (
                [alias.name for alias in node.names] if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom)
                else []
            )
        ]  # fmt: skip
        assert {name.split(".")[0] for name in imported} <= {*sys.stdlib_module_names, "deploy"}


def test_every_file_that_pages_load_is_there() -> None:
    assets.ensure()
    assert [name for name in assets.FILES if not (assets.VENDOR / name).stat().st_size] == []
