"""A bare machine installs everything by hash, from the indexes configured for its pip and npm, and nothing else."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import run
from deploy import assets
from deploy.process import ROOT

LOCKS = [*ROOT.glob("requirements*.lock"), *(ROOT / "deploy/bootstrap").glob("*.lock")]
# In parts, so that this file does not contain the names either.
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


def locked(lock: str) -> dict[str, str]:
    """Return the packages of a lock with their versions."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_what_is_wanted_is_locked_where_it_belongs_and_only_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-local.lock": project["project"]["optional-dependencies"]["local"],
        "requirements-test.lock": project["dependency-groups"]["test"],
    }
    above: dict[str, str] = {}
    for lock, lines in wanted.items():
        here = locked(lock)
        assert above.keys() & here.keys() == set(), f"{lock} says again what another says"
        above |= here
        requirements = [Requirement(line) for line in lines]
        missing = [one for one in requirements if one.name not in above or not one.specifier.contains(above[one.name])]
        assert missing == [], lock


def test_every_dependency_says_why_it_is_here() -> None:
    lines = (ROOT / "pyproject.toml").read_text().partition("[tool.")[0].splitlines()
    silent = [line for line in lines if re.match(r'    "[a-z]', line) and not re.search(r'",\s+# \w', line)]
    assert silent == []


def test_what_serves_needs_nothing_of_the_tests() -> None:
    found: dict[str, set[str]] = {}
    distributions = packages_distributions()
    ours = {*locked("requirements.lock"), *locked("requirements-local.lock")}
    for folder in ("shared", "services", "deploy"):
        for file in (ROOT / folder).rglob("*.py"):
            for name in imported(file) - {*sys.stdlib_module_names, "shared", "services", "deploy"}:
                if not ours & {canonical(one) for one in distributions.get(name, [])}:
                    found.setdefault(str(file.relative_to(ROOT)), set()).add(name)
    # For a gate of `run.py check`, and for the README's pictures, which are made where the tests can run.
    assert found == {"deploy/imports.py": {"grimp", "importlinter"}, "deploy/screens.py": {"playwright"}}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_larger_environment_satisfies_a_smaller_one_and_a_copy_of_it_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A Python that does not exist, so that any attempt to install something fails.
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", tmp_path / "bin/python")
    every = [*run.LOCKS, run.TEST_LOCK]
    for lock in every:
        run.mark_installed(lock)
    run.make_environment(every)
    run.make_environment(run.LOCKS)

    stamp, copy = run.stamp_of(run.TEST_LOCK), tmp_path / "copy"
    copy.hardlink_to(stamp)
    stamp.unlink()
    stamp.hardlink_to(copy)
    copy.write_text("what another lock says")
    assert not run.is_installed(run.TEST_LOCK)
    run.mark_installed(run.TEST_LOCK)
    assert run.is_installed(run.TEST_LOCK)
    assert copy.read_text() == "what another lock says"


def test_another_python_gets_an_environment_of_its_own(tmp_path: Path) -> None:
    first, ours = tmp_path / ".venv", ".".join(map(str, sys.version_info[:3]))
    assert run.environment(first) == first
    first.mkdir()
    (first / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {ours}\n")
    assert run.environment(first) == first
    (first / "pyvenv.cfg").write_text("home = /usr/bin\nversion_info = 3.10.99.final.0\n")
    assert run.environment(first) == tmp_path / f".venv-{ours}"


def test_the_browser_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    third_party = {name: package for name, package in packages.items() if name}
    assert third_party
    assert [name for name, package in third_party.items() if "resolved" in package] == []
    assert [name for name, package in third_party.items() if not package["integrity"].startswith("sha512-")] == []


def test_the_bootstrap_needs_only_the_standard_library() -> None:
    for file in (ROOT / "run.py", ROOT / "deploy/assets.py"):
        assert imported(file) <= {*sys.stdlib_module_names, "deploy"}


def imported(file: Path) -> set[str]:
    """Return the packages that a file imports, in any place."""
    names = [
        name
        for node in ast.walk(ast.parse(file.read_text()))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom)
            else []
        )
    ]  # fmt: skip
    return {name.split(".")[0] for name in names}


def test_every_file_that_pages_load_is_there() -> None:
    assets.ensure(tests=True)
    assert [name for name in assets.FILES if not (assets.VENDOR / name).stat().st_size] == []
    assert {path.name for path in assets.VENDOR.iterdir()} == {*assets.FILES, "installed"}, "pages serve what they need"
    assert all((assets.FOR_TESTS / name).stat().st_size for name in assets.TEST_FILES)
