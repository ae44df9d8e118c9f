"""When an applicatie may do something, by the rules of ZGW as Open Zaak applies them: scopes are held on a type up to
a level, they add up over all autorisaties that reach the object, and an expression is asked of what is left.

>>> lezer = Applicatie("lezer", "", (Autorisatie("zrc", ("zaken.lezen",), 0, "intern"),))
>>> may(lezer, "zaken.lezen", zaak(0, "intern")), may(lezer, "zaken.lezen", zaak(0, "geheim"))
(True, False)
>>> may(lezer, "zaken.lezen", zaak(1, "openbaar")), may(lezer, "zaken.bijwerken | zaken.lezen", zaak(0, "openbaar"))
(False, True)
>>> may(lezer, "zaken.lezen & (zaken.bijwerken | zaken.aanmaken)", zaak(0, "openbaar"))
False
>>> may(lezer, "zaken.lezen", document(0, "openbaar"))
False
>>> anywhere(lezer, "zrc", "zaken.lezen"), anywhere(lezer, "drc", "zrc:zaken.lezen"), anywhere(lezer, "drc", "zaken.lezen")
(True, True, False)
"""

import re
from typing import NamedTuple

LEVELS = (
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
)

# The level of a new object that names none: that of its type.
DEFAULT = {"zrc": ("openbaar", "zaakvertrouwelijk"), "drc": ("openbaar", "vertrouwelijk")}


class Autorisatie(NamedTuple):
    component: str
    scopes: tuple[str, ...]
    # Which of the two types of the component; without one it reaches no object.
    type: int | None = None
    max: str | None = None


class Applicatie(NamedTuple):
    client_id: str
    why: str
    autorisaties: tuple[Autorisatie, ...] = ()
    alles: bool = False
    alleen_gereed: bool = False


class Thing(NamedTuple):
    """What decides of an object. A besluit has no level, and only a document can be unready for publication."""

    component: str
    type: int
    level: str | None = None
    ready: bool = True


def zaak(type, level):
    return Thing("zrc", type, level)


def document(type, level, ready=True):
    return Thing("drc", type, level, ready)


def besluit(type):
    return Thing("brc", type)


def reaches(autorisatie, thing):
    """The type is the same, and the ceiling is not below the level."""
    if (autorisatie.component, autorisatie.type) != (thing.component, thing.type):
        return False
    return thing.level is None or LEVELS.index(thing.level) <= LEVELS.index(autorisatie.max)


def may(applicatie, expression, thing):
    """Whether what the applicatie holds on this object satisfies an expression."""
    if applicatie.alleen_gereed and not thing.ready:
        return False
    held = {scope for one in applicatie.autorisaties if reaches(one, thing) for scope in one.scopes}
    return applicatie.alles or satisfied(expression, held.__contains__)


def anywhere(applicatie, component, expression):
    """Whether the applicatie holds it at all. A scope in front of which a component stands is held there."""
    held = {f"{one.component}:{scope}" for one in applicatie.autorisaties for scope in one.scopes}
    is_held = lambda scope: (scope if ":" in scope else f"{component}:{scope}") in held
    return applicatie.alles or satisfied(expression, is_held)


def satisfied(expression, is_held):
    """`|` is or, `&` is and and binds closer; `superuser` is a scope that nobody can hold."""
    tokens = re.findall(r"[()|&]|[^()|&\s]+", expression)
    result = _or(tokens, is_held)
    assert not tokens, f"what is {expression}?"
    return result


def _or(tokens, is_held):
    result = _and(tokens, is_held)
    while tokens[:1] == ["|"]:
        tokens.pop(0)
        result = _and(tokens, is_held) or result
    return result


def _and(tokens, is_held):
    result = _one(tokens, is_held)
    while tokens[:1] == ["&"]:
        tokens.pop(0)
        result = _one(tokens, is_held) and result
    return result


def _one(tokens, is_held):
    token = tokens.pop(0)
    if token != "(":
        return is_held(token)
    result = _or(tokens, is_held)
    assert tokens.pop(0) == ")"
    return result
