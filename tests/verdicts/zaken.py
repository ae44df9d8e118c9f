"""The cases of the Zaken API: what belongs to a zaak is judged by that zaak, and what is closed needs more."""

from cases import CELLS, DOCUMENTS, MOVED_TO, TYPES, Case, named_zaak, of_its_type, once, reads_document
from rules import LEVELS, may, zaak

# Where what belongs to a zaak is moved to.
THERE, _ = named_zaak(MOVED_TO)

FORCE = "zaken.geforceerd-bijwerken"
STATUS = "zaken.aanmaken | zaken.statussen.toevoegen | zaken.heropenen"
LINK = "zaken.aanmaken | zaken.bijwerken | zaken.geforceerd-bijwerken"

# Lists of what belongs to zaken; a zaak's own lists stand below its path and are judged as one object.
LISTS = (
    "/klantcontacten",
    "/resultaten",
    "/rollen",
    "/statussen",
    "/substatussen",
    "/zaakcontactmomenten",
    "/zaakinformatieobjecten",
    "/zaaknotities",
    "/zaakobjecten",
    "/zaakverzoeken",
)
COMPOSITES = ("/zaak_afsluiten/{uuid}", "/zaak_bijwerken/{uuid}", "/zaak_opschorten/{uuid}", "/zaak_verlengen/{uuid}")


def writes(who, expression, thing, closed=False):
    """Whatever is written about a closed zaak needs the right to force, beside its own."""
    return may(who, expression, thing) and (not closed or may(who, FORCE, thing))


def sets_status(who, expression, thing, has_status=True, closed=False):
    """With zaken.aanmaken alone only the first; on a closed zaak only with zaken.heropenen."""
    if not may(who, expression, thing) or (closed and not may(who, "zaken.heropenen", thing)):
        return False
    return not has_status or may(who, "zaken.statussen.toevoegen | zaken.heropenen", thing)


def sets_substatus(who, expression, thing, has_status=True, closed=False):
    """It says more of a status that is there: data of a zaak, and no status of its own."""
    return writes(who, expression, thing, closed)


def does_both(who, expression, thing, has_status=True, closed=False):
    """A composite that changes a zaak and sets a status: each by its own rule."""
    return writes(who, expression, thing, closed) and sets_status(who, STATUS, thing, has_status, closed)


def cases(operation, expression):
    """Every case of an operation."""
    method, path = operation.split(" ")

    def case(variant, verdict, over=CELLS, asked=None):
        return Case(operation, variant, over, lambda who, *cell: verdict(who, zaak(*cell)), asked)

    plain = lambda who, thing: may(who, expression, thing)
    if path in ("/reserveer_zaaknummer", "/zaaknummer_reserveren"):
        return [once(operation, "zrc", expression)]
    if operation in ("GET /zaken", "POST /zaken/_zoek"):
        return [case(variant, plain, asked=f"zrc:{expression}") for variant in ("-", "closed")]
    if method == "GET" and path in LISTS:
        return [case(variant, plain, asked=f"zrc:{expression}") for variant in ("-", "parent")]
    if path in ("/zaken", "/zaken/{uuid}"):
        return _zaken(method, path, expression, case)
    if method in ("GET", "HEAD"):
        return [case("-", plain)]
    if path in ("/statussen", "/substatussen") or path in COMPOSITES:
        return _statussen(path, expression, case)
    if path == "/zaak_registreren":
        return _registreren(expression, case)
    return _belonging(method, path, expression, case)


def _zaken(method, path, expression, case):
    plain = lambda who, thing: may(who, expression, thing)
    also = lambda new, closed=False: lambda who, thing: (
        writes(who, expression, thing, closed) and writes(who, expression, new(thing), closed)
    )
    same = lambda thing: thing
    if method == "POST":
        omitted = case("level=omitted", lambda who, thing: plain(who, of_its_type("zrc", thing.type)), TYPES)
        return [case("-", plain), omitted, case("andere=1/zeer_geheim", plain)]
    if method in ("GET", "HEAD"):
        return [case(variant, plain) for variant in ("-", "closed", "if-none-match")]
    if method == "DELETE":
        return [case("-", also(same)), case("closed", also(same, closed=True))]
    levels = LEVELS if method == "PATCH" else ("zeer_geheim",)
    other_type = case("type=other", also(lambda thing: thing._replace(type=1 - thing.type)))
    found = [case("-", also(same)), case("closed", also(same, closed=True)), other_type]
    for level in levels:
        found.append(case(f"level={level}", also(lambda thing, level=level: thing._replace(level=level))))
    if method == "PUT":
        # The upstream may keep the level or take the type's: both must be allowed.
        return [*found, case("level=omitted", also(lambda thing: of_its_type("zrc", thing.type)))]
    for level in ("openbaar", "zeer_geheim"):
        raised = lambda thing, level=level: thing._replace(level=level)
        found.append(case(f"closed level={level}", also(raised, closed=True)))
    return [*found, case("andere=1/zeer_geheim", also(same))]


def _statussen(path, expression, case):
    rule = {"/statussen": sets_status, "/substatussen": sets_substatus}.get(path, does_both)
    found = [
        case("-", lambda who, thing: rule(who, expression, thing)),
        case("first", lambda who, thing: rule(who, expression, thing, has_status=False)),
        case("closed", lambda who, thing: rule(who, expression, thing, closed=True)),
    ]
    if not path.startswith("/zaak_bijwerken"):
        return found
    for level in ("openbaar", "zeer_geheim"):
        raised = lambda who, thing, level=level: rule(who, expression, thing._replace(level=level))
        old_and_new = lambda who, thing, raised=raised: rule(who, expression, thing) and raised(who, thing)
        found.append(case(f"level={level}", old_and_new))
    for spec in DOCUMENTS:
        linked = lambda who, thing, spec=spec: rule(who, expression, thing) and reads_document(who, spec)
        found.append(case(f"document={spec}", linked))
    return found


def _registreren(expression, case):
    makes = lambda who, thing: may(who, expression, thing)
    omitted = lambda who, thing: makes(who, of_its_type("zrc", thing.type))
    found = [case("-", makes), case("level=omitted", omitted, TYPES)]
    for spec in DOCUMENTS:
        linked = lambda who, thing, spec=spec: makes(who, thing) and reads_document(who, spec)
        found.append(case(f"document={spec}", linked))
    return found


def _belonging(method, path, expression, case):
    """What belongs to a zaak, and may be moved to another one or linked to another document."""
    at = lambda closed: lambda who, thing: writes(who, expression, thing, closed)
    links = lambda spec, closed=False: lambda who, thing: at(closed)(who, thing) and reads_document(who, spec)
    linking = path.startswith("/zaakinformatieobjecten")
    if linking and method == "POST":
        found = [case(f"document={spec}", links(spec)) for spec in DOCUMENTS]
        return [*found, case(f"closed document={DOCUMENTS[0]}", links(DOCUMENTS[0], closed=True))]
    found = [case("-", at(False)), case("closed", at(True))]
    if method in ("PUT", "PATCH") and "zaakeigenschappen" not in path:
        found.append(case(f"to={MOVED_TO}", lambda who, thing: at(False)(who, thing) and may(who, expression, THERE)))
    if method in ("PUT", "PATCH") and linking:
        found.append(case(f"document={DOCUMENTS[3]}", links(DOCUMENTS[3])))
    return found
