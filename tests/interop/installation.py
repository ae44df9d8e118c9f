"""A Zaakpoort of one's own: `zaakpoort up` on free ports, with a scratch folder, SQLite, and clients of
its Autorisaties API. Standard library only."""

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
AC = "/autorisaties/api/v1"
# Nothing that we start takes this long.
PATIENCE = 30

CONFIGURATION = """
[issuer]
listen = "127.0.0.1:{issuer}"
public_url = "http://127.0.0.1:{issuer}"
sealing_key = {{ file = "keys/sealing.key" }}
access_token_lifetime = "30m"
[autorisaties]
version = "{version}"
errors = "{errors}"
[gateway]
listen = "127.0.0.1:{gateway}"
issuer = "http://127.0.0.1:{issuer}"
issuer_address = "http://127.0.0.1:{issuer}"
client_id = "gateway"
credential = {{ file = "keys/gateway.secret" }}
state_key = {{ file = "keys/gateway-state.key" }}
[[gateway.upstream]]
name = "geen"
public_url = "http://127.0.0.1:{gateway}"
address = "http://127.0.0.1:9"
credential = {{ kind = "none" }}
apis = [{{ component = "zrc", path = "/zaken/api/v1" }}]
"""


def binary():
    """The built program: ZAAKPOORT_BINARY, else the newest of the debug and the release build."""
    named = os.environ.get("ZAAKPOORT_BINARY")
    if named:
        return Path(named).resolve()
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    built = [path for kind in ("debug", "release") if (path := target / kind / "zaakpoort").exists()]
    if not built:
        raise SystemExit("zaakpoort is not built: cargo build -p zaakpoort")
    return max(built, key=lambda path: path.stat().st_mtime).resolve()


def free_ports(number):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Refused(Exception):
    """An answer that is no success."""


def call(method, url, body=None, bearer=None, form=None):
    """Calls, and gives the JSON of the answer."""
    request = urllib.request.Request(url, method=method)
    if bearer:
        request.add_header("Authorization", f"Bearer {bearer}")
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    if form is not None:
        request.data = urllib.parse.urlencode(form).encode()
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise Refused(f"{method} {url}: {error.code} {error.read().decode()}") from error
    return json.loads(text) if text else None


def zgw_jwt(client_id, key, lifetime=3000):
    """A ZGW JWT as a component makes it: HS256 under the key that it shares with the AC."""
    now = int(time.time())
    claims = {
        "iss": client_id,
        "iat": now,
        "exp": now + lifetime,
        "client_id": client_id,
        "user_id": "interop",
        "user_representation": "Interop",
    }

    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    signed = b".".join(
        part(json.dumps(one).encode()) for one in ({"alg": "HS256", "typ": "JWT"}, claims)
    )
    signature = hmac.new(key.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + part(signature)).decode()


class Installation:
    """Runs for the length of a `with` block."""

    def __init__(self, version="1.1.0", errors="rfc6750"):
        self.served = {"version": version, "errors": errors}

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="zaakpoort-interop-")
        issuer, gateway = free_ports(2)
        self.issuer = f"http://127.0.0.1:{issuer}"
        self.gateway = f"http://127.0.0.1:{gateway}"
        root = Path(self.folder.name)
        text = CONFIGURATION.format(issuer=issuer, gateway=gateway, **self.served)
        (root / "zaakpoort.toml").write_text(text)
        self.log = root / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [binary(), "up"], cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def said(self):
        return self.log.read_text(errors="replace")

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while not (self._is_ready(self.issuer) and self._is_ready(self.gateway)):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"zaakpoort did not start:\n{self.said()}")
            time.sleep(0.05)
        secret = re.findall(r"zp_\S+", self.said())[-1]
        form = {"grant_type": "client_credentials", "scope": "zaakpoort.admin"}
        self._admin = self.token("beheerder", secret, form)

    @staticmethod
    def _is_ready(server):
        try:
            with urllib.request.urlopen(f"{server}/health/ready", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def token(self, client_id, secret, form=None):
        """An access token."""
        form = form or {"grant_type": "client_credentials"}
        form = {**form, "client_id": client_id, "client_secret": secret}
        return call("POST", f"{self.issuer}/connect/token", form=form)["access_token"]

    def admin(self, method, path, body=None):
        """A call of the admin API."""
        return call(method, f"{self.issuer}/admin/v1{path}", body, self._admin)

    def client_of_the_ac(self, client_id, scopes):
        """Registers a client that holds scopes of component `ac`: its secret, and the key of its ZGW
        JWTs."""
        autorisatie = {"component": "ac", "scopes": scopes}
        applicatie = {"label": client_id, "autorisaties": [autorisatie]}
        applicatie = self.admin("POST", "/applicaties", applicatie)["id"]
        self.admin("POST", "/clients", {"client_id": client_id, "applicatie": applicatie})
        path = f"/clients/{urllib.parse.quote(client_id)}"
        secret = self.admin("POST", f"{path}/secrets", {})["secret"]
        end = datetime.now(timezone.utc) + timedelta(days=1)
        key = self.admin("POST", f"{path}/zgw-keys", {"expires_at": end.isoformat()})["key"]
        return secret, key
