"""Looks whether compose.yaml can mean what it says: what is mounted is made, what is waited for can be waited for, and
every container of ours has no rights."""

import re
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).parent / "compose"
COMPOSE = yaml.safe_load((HERE / "compose.yaml").read_text())
PREPARE = (HERE / "prepare").read_text()
OURS = ("issuer", "gateway", "voorbeeldzaken")


def made(path):
    """Whether a path is in the repository or made by `prepare`."""
    if (HERE / path).exists():
        return True
    folder, _, name = path.removeprefix("./").partition("/")
    return folder in re.search(r"mkdir -p (.*)", PREPARE)[1].split() and (not name or name in PREPARE)


def faults():
    services = COMPOSE["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy" and "healthcheck" not in services[other]:
                yield f"{name} waits for {other}, which has no check"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                if not made(source):
                    yield f"{name} mounts {source}, which nobody makes"
            elif source not in COMPOSE["volumes"]:
                yield f"{name} mounts {source}, which is no volume"
        for secret in service.get("secrets", []):
            if not made(COMPOSE["secrets"][secret]["file"]):
                yield f"{name} is given {secret}, which nobody makes"
        for port in service.get("ports", []):
            if not port.startswith("127.0.0.1:"):
                yield f"{name} listens for everybody at {port}"
    for name in OURS:
        service = services[name]
        wanted = {"read_only": True, "user": "65532:65532", "cap_drop": ["ALL"]}
        for key, value in wanted.items():
            if service.get(key) != value:
                yield f"{name}: {key} is {service.get(key)}"
    # What the configuration names under /keys is made too.
    for name in re.findall(r'"/keys/([^"]+)"', (HERE / "zaakpoort.toml").read_text()):
        if name not in PREPARE:
            yield f"zaakpoort.toml names {name}, which nobody makes"


if wrong := list(faults()):
    sys.exit("\n".join(wrong))
print(f"ok  compose.yaml: its schema, and {len(COMPOSE['services'])} services that fit together")
