"""Looks whether publiccode.yml says what the standard (0.4) demands, and what Cargo.toml says too."""

import re
import sys
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
SAID = yaml.safe_load((ROOT / "publiccode.yml").read_text())
CARGO = (ROOT / "Cargo.toml").read_text()
DEMANDED = """publiccodeYmlVersion name url releaseDate platforms developmentStatus softwareType
    description legal maintenance localisation""".split()
STATUSES = ("concept", "development", "beta", "stable", "obsolete")


def cargo(key):
    return re.search(rf'^{key} = "(.*)"', CARGO, re.MULTILINE)[1]


def faults():
    yield from (f"{key} is missing" for key in DEMANDED if key not in SAID)
    if SAID["developmentStatus"] not in STATUSES:
        yield "developmentStatus"
    if SAID["legal"]["license"] != cargo("license"):
        yield "legal.license is not that of Cargo.toml"
    if SAID["softwareVersion"] != cargo("version"):
        yield "softwareVersion is not that of Cargo.toml"
    date.fromisoformat(SAID["releaseDate"])
    for language, said in SAID["description"].items():
        if not 1 <= len(said["shortDescription"]) <= 150:
            yield f"{language}: shortDescription has {len(said['shortDescription'])} characters"
        if not 150 <= len(said["longDescription"]) <= 10_000:
            yield f"{language}: longDescription has {len(said['longDescription'])} characters"
        if not said["features"] or any(len(feature) > 100 for feature in said["features"]):
            yield f"{language}: features"
    languages = set(SAID["localisation"]["availableLanguages"])
    if not languages <= set(SAID["description"]):
        yield f"no description in one of {languages}"
    if SAID["maintenance"]["type"] in ("internal", "community") and not SAID["maintenance"].get("contacts"):
        yield "maintenance: contacts"


if wrong := list(faults()):
    sys.exit(f"publiccode.yml: {'; '.join(wrong)}")
print("ok  publiccode.yml: what version 0.4 demands")
