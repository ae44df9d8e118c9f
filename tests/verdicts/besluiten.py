"""The cases of the Besluiten API: a besluit is judged by its type, and by its zaak only when that is closed."""

from cases import DOCUMENTS, TYPES, Case, named_zaak, once, reads_document
from rules import besluit, may
from zaken import FORCE

CLOSED = ("0/openbaar/closed", "1/geheim/closed")
OPEN = "1/zeer_geheim"


def leaves_alone(who, spec):
    """What belongs to a closed zaak needs the right to force that zaak."""
    of, closed = named_zaak(spec)
    return not closed or may(who, FORCE, of)


def cases(operation, expression):
    """Every case of an operation."""
    method, path = operation.split(" ")

    def case(variant, verdict, asked=None):
        return Case(operation, variant, TYPES, lambda who, type, _: verdict(who, besluit(type)), asked)

    plain = lambda who, thing: may(who, expression, thing)
    of = lambda spec: lambda who, thing: plain(who, thing) and leaves_alone(who, spec)
    if operation in ("GET /besluiten", "GET /besluitinformatieobjecten"):
        variants = ("-",) if path == "/besluiten" else ("-", "parent")
        return [case(variant, plain, asked=f"brc:{expression}") for variant in variants]
    if method in ("GET", "HEAD"):
        variants = ("-", "if-none-match") if path == "/besluiten/{uuid}" else ("-",)
        return [case(variant, plain) for variant in variants]
    if operation in ("POST /besluitinformatieobjecten", "POST /besluit_verwerken"):
        return list(_links(of, case))
    found = [case("-", plain), *(case(f"zaak={spec}", of(spec)) for spec in (*CLOSED, OPEN))]
    if method in ("PUT", "PATCH"):
        other = lambda who, thing: plain(who, thing) and plain(who, besluit(1 - thing.type))
        found.append(case("type=other", other))
        found += [case(f"onto={spec}", of(spec)) for spec in CLOSED]
    return found


def _links(of, case):
    """A document with a besluit, which may belong to a zaak."""
    pairs = [(OPEN, document) for document in DOCUMENTS] + [(spec, DOCUMENTS[0]) for spec in CLOSED]
    for spec, document in pairs:
        linked = lambda who, thing, spec=spec, document=document: of(spec)(who, thing) and reads_document(who, document)
        yield case(f"zaak={spec} document={document}", linked)
