"""The licences of all parts are known, because the platform is redistributed, and none is copyleft."""

import re
from email.message import Message
from typing import Any

import pytest

from deploy.docs import MADE
from deploy.licences import licence_of, licences
from deploy.process import ROOT


def metadata(**fields: str) -> Any:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


def test_a_package_is_believed_in_its_identifier_then_its_text_then_its_classifier() -> None:
    classifier = "License :: OSI Approved :: MIT License"
    assert licence_of(metadata(License_Expression="MIT-0", License="x", Classifier=classifier)) == "MIT-0"
    assert licence_of(metadata(License="Apache 2.0\nand its whole text", Classifier=classifier)) == "Apache-2.0"
    assert licence_of(metadata(Classifier=classifier)) == "MIT"
    with pytest.raises(AssertionError, match="wood does not say"):
        licence_of(metadata(Name="wood"))


def test_every_locked_package_is_listed_and_none_is_copyleft() -> None:
    listed = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", licences(MADE), re.MULTILINE)
    locks = "".join((ROOT / lock).read_text() for lock in ("requirements.lock", "requirements-local.lock"))
    locked = set(re.findall(r"^([a-z0-9._-]+)==(?!.* ; sys_platform)", locks, re.MULTILINE))

    assert {name for name, version, _ in listed if version[0].isdigit()} == {
        *locked, "@fontsource/pt-sans", "idiomorph"
    }  # fmt: skip
    assert [row for row in listed if re.search(r"\b[AL]?GPL|SSPL|BUSL|CC-BY-(SA|NC)", row[2])] == []


def test_our_own_licence_is_there_in_full() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability." in text
