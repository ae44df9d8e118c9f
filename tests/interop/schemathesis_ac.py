#!/usr/bin/env python3
"""schemathesis over the document that the Autorisaties API serves: calls made from it, good ones and
bad ones, and every answer held against it. Nothing may be found.

Once with version 1.1.0 and a ZGW JWT, once with 1.0.0, an access token, and refusals as older clients
expect them. The seed is fixed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from installation import AC, Installation, zgw_jwt

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    # Beyond what is asked of us: what is deleted is gone, what is made is there, and a method that
    # is not described is refused.
    "use_after_free",
    "ensure_resource_availability",
    "unsupported_method",
    "allow_header_conformance",
]
OPERATIONS = 7
SEED = "4"
# Cases per operation and phase: what fits, with both versions, well within five minutes.
EXAMPLES = "100"
# Seconds, for both versions together; a run that is slower has failed.
LONGEST = 300


def run(served, jwt, within):
    """Whether schemathesis finds nothing."""
    told = ", ".join([*served.values(), "ZGW JWT" if jwt else "access token"])
    print(f"-- Autorisaties API {told}", flush=True)
    with Installation(**served) as at:
        scopes = ["autorisaties.lezen", "autorisaties.bijwerken"]
        secret, key = at.client_of_the_ac("schemathesis", scopes)
        bearer = zgw_jwt("schemathesis", key) if jwt else at.token("schemathesis", secret)
        command = [
            Path(sys.executable).parent / "schemathesis",
            "run",
            f"{at.issuer}{AC}/openapi.json",
            f"--url={at.issuer}{AC}",
            f"--header=Authorization: Bearer {bearer}",
            f"--checks={','.join(CHECKS)}",
            f"--seed={SEED}",
            f"--max-examples={EXAMPLES}",
            "--generation-database=none",
            "--phases=examples,coverage,fuzzing,stateful",
            "--continue-on-failure",
            "--no-color",
        ]
        counts = Path(at.folder.name, "counts.json")
        environment = {
            **os.environ,
            "SCHEMATHESIS_HOOKS": "hooks",
            "PYTHONPATH": str(Path(__file__).parent),
            "INTEROP_SERVER": at.issuer,
            "INTEROP_BEARER": bearer,
            "INTEROP_COUNTS": str(counts),
        }
        # In the scratch folder: it leaves files where it runs.
        folder = at.folder.name
        try:
            done = subprocess.run(command, cwd=folder, env=environment, timeout=within, check=False)
        except subprocess.TimeoutExpired:
            print(f"schemathesis took longer than {LONGEST} s")
            return False
        if at.process.poll() is not None:
            print(f"zaakpoort ended:\n{at.said()[-4000:]}")
            return False
        return done.returncode == 0 and reached(json.loads(counts.read_text()))


def reached(counts):
    """Whether each operation was seen to succeed: what only refuses proves little."""
    operations = {}
    for told, count in sorted(counts.items()):
        operation, status = told.rsplit(" ", 1)
        operations.setdefault(operation, {})[status] = count
    for operation, statuses in operations.items():
        told = ", ".join(f"{status}: {count}" for status, count in statuses.items())
        print(f"   {operation:34} {told}")
    good = [any(status[0] == "2" for status in one) for one in operations.values()]
    return len(good) == OPERATIONS and all(good)


def main():
    begun = time.monotonic()
    clean = True
    for served, jwt in (
        ({"version": "1.1.0", "errors": "rfc6750"}, True),
        ({"version": "1.0.0", "errors": "zgw"}, False),
    ):
        clean &= run(served, jwt, LONGEST - (time.monotonic() - begun))
    if clean:
        # As a test that passed, so that the table of the standards finds it.
        print("test interop::sd2_9_no_call_made_from_the_document_finds_a_fault ... ok")
    print(f"-- schemathesis: {time.monotonic() - begun:.0f} s, both versions")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
