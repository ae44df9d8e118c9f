"""What schemathesis cannot know by itself: which applicaties there are, and which client ids are free.
Every second call goes to an applicatie that was just made, and every second good body is one that can
be stored; the others go as they were generated. Counts what each operation answered."""

import atexit
import json
import os
from collections import Counter

import schemathesis

from installation import AC, call

SERVER = os.environ["INTEROP_SERVER"]
BEARER = os.environ["INTEROP_BEARER"]
COUNTS = os.environ["INTEROP_COUNTS"]

TYPE = "https://catalogi.example/api/v1/zaaktypen/1"
TYPES = ("zaaktype", "informatieobjecttype", "besluittype")

numbers = Counter()
answers = Counter()


def number(of):
    numbers[of] += 1
    return numbers[of]


def free_client_id():
    return f"interop-{number('client id')}"


def made():
    """The uuid of an applicatie that nobody has changed yet."""
    typed = {"zaaktype": TYPE, "maxVertrouwelijkheidaanduiding": "openbaar"}
    autorisaties = [
        {"component": "zrc", "scopes": ["zaken.lezen"], **typed},
        {"component": "nrc", "scopes": []},
    ]
    body = {"clientIds": [free_client_id()], "label": "x", "autorisaties": autorisaties}
    shown = call("POST", f"{SERVER}{AC}/applicaties", body, BEARER)
    return shown["url"].rsplit("/", 1)[1]


def storable(body):
    """The same body, without what another applicatie, or another member of it, rules out."""
    body = {**body, "clientIds": [free_client_id()]}
    autorisaties = body.get("autorisaties")
    body["heeftAlleAutorisaties"] = not autorisaties
    if autorisaties:
        body["autorisaties"] = [
            {name: TYPE if name in TYPES and value else value for name, value in one.items()}
            for one in autorisaties
        ]
    return body


@schemathesis.hook
def before_call(context, case, kwargs):
    label = case.operation.label
    if "uuid" in (case.path_parameters or {}) and number(label) % 2:
        case.path_parameters["uuid"] = made()
    good = case.meta is None or case.meta.generation.mode.is_positive
    if good and isinstance(case.body, dict) and number("body") % 2:
        case.body = storable(case.body)


@schemathesis.hook
def after_call(context, case, response):
    answers[f"{case.operation.label} {response.status_code}"] += 1


@atexit.register
def keep():
    with open(COUNTS, "w", encoding="utf-8") as file:
        json.dump(answers, file)
