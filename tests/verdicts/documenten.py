"""The cases of the Documenten API: what belongs to a document is judged by that document."""

from cases import CELLS, MOVED_TO, TYPES, Case, named_document, named_zaak, of_its_type, once
from rules import LEVELS, anywhere, document, may
from zaken import LINK, writes

LISTS = ("/gebruiksrechten", "/objectinformatieobjecten", "/verzendingen")
ZAKEN = ("0/openbaar", "1/geheim", "0/openbaar/closed")


def cases(operation, expression):
    """Every case of an operation."""
    method, path = operation.split(" ")

    def case(variant, verdict, over=CELLS, asked=None):
        ready = "unready" not in variant.split()
        judged = lambda who, type, level: verdict(who, document(type, level, ready))
        return Case(operation, variant, over, judged, asked)

    plain = lambda who, thing: may(who, expression, thing)
    if path == "/documentnummer_reserveren" or path.startswith("/import/"):
        return [once(operation, "drc", expression)]
    if operation in ("GET /enkelvoudiginformatieobjecten", "POST /enkelvoudiginformatieobjecten/_zoek"):
        return [case(variant, plain, asked=f"drc:{expression}") for variant in ("-", "unready")]
    if method == "GET" and path in LISTS:
        return [case(variant, plain, asked=f"drc:{expression}") for variant in ("-", "unready", "parent")]
    if path == "/document_registreren":
        return _registreren(case)
    if operation == "POST /enkelvoudiginformatieobjecten":
        omitted = lambda who, thing: plain(who, of_its_type("drc", thing.type))
        return [case("-", plain), case("level=omitted", omitted, TYPES)]
    if operation == "GET /enkelvoudiginformatieobjecten/{uuid}" or method == "HEAD":
        return [case(variant, plain) for variant in ("-", "unready", "if-none-match")]
    if path.endswith("/unlock"):
        # Without the lock's own id it is forced.
        forced = lambda who, thing: may(who, "documenten.geforceerd-unlock", thing)
        return [case("lock=given", plain), case("lock=given unready", plain), case("lock=omitted", forced)]
    if path.startswith("/bestandsdelen"):
        # No request tells which document it is part of; who has its lock was let to it.
        locked = lambda who, thing: anywhere(who, "drc", expression)
        return [case("-", locked), case("unready", locked)]
    found = [case("-", plain), case("unready", plain)]
    if method in ("PUT", "PATCH") and path.startswith("/enkelvoudiginformatieobjecten"):
        found += _changes(method, expression, case)
    elif method in ("PUT", "PATCH"):
        there = named_document(MOVED_TO)
        found.append(case(f"to={MOVED_TO}", lambda who, thing: plain(who, thing) and plain(who, there)))
    return found


def _changes(method, expression, case):
    """An update is judged by what was there, and by what it makes of it."""
    also = lambda new: lambda who, thing: may(who, expression, thing) and may(who, expression, new(thing))
    found = [
        case("type=other", also(lambda thing: thing._replace(type=1 - thing.type))),
        # What is the caller's own doing hides nothing from them that they may not know.
        case("ready=false", lambda who, thing: may(who, expression, thing)),
        case("unready ready=true", also(lambda thing: thing._replace(ready=True))),
    ]
    for level in LEVELS if method == "PATCH" else ("zeer_geheim",):
        found.append(case(f"level={level}", also(lambda thing, level=level: thing._replace(level=level))))
    if method == "PUT":
        found.append(case("level=omitted", also(lambda thing: of_its_type("drc", thing.type))))
    return found


def _registreren(case):
    """A new document, made and linked at once: what is linked is what the caller wrote, and need not be read."""

    def rule(spec, new=lambda thing: thing):
        of, closed = named_zaak(spec)

        def verdict(who, thing):
            return may(who, "documenten.aanmaken", new(thing)) and writes(who, LINK, of, closed)

        return verdict

    found = [case(f"zaak={spec}", rule(spec)) for spec in ZAKEN]
    omitted = rule(ZAKEN[0], lambda thing: of_its_type("drc", thing.type))
    return [*found, case(f"level=omitted zaak={ZAKEN[0]}", omitted, TYPES)]
