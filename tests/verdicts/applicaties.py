"""Whom the table is about: each applicatie makes some rule decide that the others leave alone."""

from rules import Applicatie, Autorisatie

ALL_OF_ZAKEN = (
    "zaken.lezen",
    "zaken.aanmaken",
    "zaken.bijwerken",
    "zaken.geforceerd-bijwerken",
    "zaken.statussen.toevoegen",
    "zaken.heropenen",
    "zaken.verwijderen",
    "audittrails.lezen",
)
ALL_OF_DOCUMENTEN = (
    "documenten.lezen",
    "documenten.aanmaken",
    "documenten.bijwerken",
    "documenten.lock",
    "documenten.geforceerd-unlock",
    "documenten.verwijderen",
    "audittrails.lezen",
)


def zrc(type, max, *scopes):
    return Autorisatie("zrc", scopes, type, max)


def drc(type, max, *scopes):
    return Autorisatie("drc", scopes, type, max)


def brc(type, *scopes):
    return Autorisatie("brc", scopes, type)


def one(client_id, why, *autorisaties, **flags):
    return Applicatie(client_id, why, autorisaties, **flags)


APPLICATIES = (
    one("alles", "heeftAlleAutorisaties: everything", alles=True),
    one("niets", "nothing in the three components", Autorisatie("ztc", ("catalogi.lezen",))),
    one(
        "elders",
        "the right scopes in the wrong component, where they mean nothing",
        drc(0, "zeer_geheim", "zaken.lezen", "zaken.bijwerken", "besluiten.lezen"),
        zrc(0, "zeer_geheim", "documenten.lezen", "besluiten.lezen", "besluiten.aanmaken"),
        brc(0, "zaken.lezen", "documenten.lezen", "zaken.geforceerd-bijwerken"),
    ),
    one(
        "lezer",
        "reads one type of each component, up to a ceiling",
        zrc(0, "intern", "zaken.lezen"),
        drc(0, "zaakvertrouwelijk", "documenten.lezen"),
        brc(0, "besluiten.lezen"),
    ),
    one(
        "lezer-van-twee",
        "reads both types, each up to its own ceiling",
        zrc(0, "openbaar", "zaken.lezen"),
        zrc(1, "vertrouwelijk", "zaken.lezen"),
        drc(0, "zeer_geheim", "documenten.lezen"),
        drc(1, "beperkt_openbaar", "documenten.lezen"),
        brc(0, "besluiten.lezen"),
        brc(1, "besluiten.lezen"),
    ),
    one(
        "dubbel",
        "reads low and makes high on one type: the ceiling belongs to the scope",
        zrc(0, "openbaar", "zaken.lezen"),
        zrc(0, "vertrouwelijk", "zaken.aanmaken"),
        drc(1, "beperkt_openbaar", "documenten.lezen"),
        drc(1, "geheim", "documenten.aanmaken"),
        brc(0, "besluiten.lezen"),
        brc(1, "besluiten.aanmaken"),
    ),
    one(
        "tweemaal",
        "the same scope twice with two ceilings, of which the higher counts, in either order",
        zrc(0, "beperkt_openbaar", "zaken.lezen", "zaken.bijwerken"),
        zrc(0, "confidentieel", "zaken.lezen", "zaken.bijwerken"),
        drc(1, "geheim", "documenten.lezen", "documenten.bijwerken"),
        drc(1, "openbaar", "documenten.lezen", "documenten.bijwerken"),
    ),
    one(
        "samen",
        "two autorisaties on one type that only together satisfy an & expression",
        zrc(0, "geheim", "zaken.bijwerken"),
        zrc(0, "intern", "zaken.statussen.toevoegen"),
        zrc(1, "vertrouwelijk", "zaken.aanmaken"),
        zrc(1, "confidentieel", "zaken.geforceerd-bijwerken"),
        drc(0, "vertrouwelijk", "documenten.aanmaken"),
        drc(0, "intern", "documenten.lezen"),
    ),
    one(
        "gekruist",
        "both sides of an & expression, but on two types: never together",
        zrc(0, "zeer_geheim", "zaken.bijwerken"),
        zrc(1, "zeer_geheim", "zaken.statussen.toevoegen", "zaken.aanmaken"),
        drc(0, "zeer_geheim", "documenten.lezen"),
        drc(1, "zeer_geheim", "documenten.aanmaken"),
    ),
    one(
        "aanmaker",
        "makes and nothing else: only the first status, and no link to what it cannot read",
        zrc(0, "vertrouwelijk", "zaken.aanmaken"),
        drc(0, "intern", "documenten.aanmaken"),
        brc(0, "besluiten.aanmaken"),
    ),
    one(
        "statuszetter",
        "any status on what is open",
        zrc(0, "zeer_geheim", "zaken.statussen.toevoegen"),
        zrc(1, "openbaar", "zaken.statussen.toevoegen", "zaken.lezen"),
    ),
    one(
        "heropener",
        "a status on what is closed, and nothing else of it",
        zrc(0, "confidentieel", "zaken.heropenen", "zaken.bijwerken"),
        zrc(1, "intern", "zaken.heropenen"),
    ),
    one(
        "bijwerker",
        "changes what is open, without reading it",
        zrc(0, "geheim", "zaken.bijwerken"),
        zrc(1, "openbaar", "zaken.bijwerken"),
        drc(0, "vertrouwelijk", "documenten.bijwerken"),
        brc(0, "besluiten.bijwerken"),
    ),
    one(
        "forceerder",
        "changes what is closed too; in documents that scope is the standard's and not Open Zaak's",
        zrc(0, "geheim", "zaken.geforceerd-bijwerken"),
        drc(0, "zeer_geheim", "documenten.geforceerd-bijwerken"),
        brc(0, "besluiten.bijwerken", "besluiten.verwijderen"),
    ),
    one(
        "afhandelaar",
        "forces, reopens and makes, each up to another ceiling",
        zrc(0, "geheim", "zaken.aanmaken", "zaken.bijwerken"),
        zrc(0, "vertrouwelijk", "zaken.geforceerd-bijwerken"),
        zrc(0, "intern", "zaken.heropenen"),
        drc(0, "geheim", "documenten.lezen"),
        brc(0, "besluiten.aanmaken"),
    ),
    one(
        "verwijderaar",
        "removes, but not what is closed",
        zrc(0, "intern", "zaken.verwijderen"),
        drc(1, "geheim", "documenten.verwijderen"),
        brc(1, "besluiten.verwijderen"),
    ),
    one(
        "opruimer",
        "removes what is closed, as far as it may force",
        zrc(0, "geheim", "zaken.verwijderen", "zaken.bijwerken"),
        zrc(0, "intern", "zaken.geforceerd-bijwerken"),
        brc(0, "besluiten.verwijderen", "besluiten.bijwerken"),
    ),
    one(
        "documentbeheerder",
        "locks some, and forces the lock of others",
        drc(0, "geheim", "documenten.lezen", "documenten.bijwerken"),
        drc(0, "vertrouwelijk", "documenten.lock"),
        drc(1, "intern", "documenten.geforceerd-unlock"),
        drc(1, "zeer_geheim", "documenten.bijwerken"),
    ),
    one(
        "besluiter",
        "besluiten of both types, and the documents of one",
        brc(0, "besluiten.lezen", "besluiten.aanmaken"),
        brc(1, "besluiten.aanmaken", "besluiten.bijwerken", "besluiten.verwijderen"),
        drc(0, "intern", "documenten.lezen"),
    ),
    one(
        "zaakbesluiter",
        "besluiten, and the right to force some closed zaken",
        brc(0, "besluiten.lezen", "besluiten.aanmaken", "besluiten.bijwerken", "besluiten.verwijderen"),
        zrc(0, "openbaar", "zaken.geforceerd-bijwerken"),
        drc(1, "zeer_geheim", "documenten.lezen"),
    ),
    one(
        "publicatie",
        "alleenIsGereedVoorPublicatie: of the documents only those that are ready",
        zrc(0, "zeer_geheim", "zaken.lezen", "zaken.bijwerken"),
        drc(0, "zeer_geheim", *ALL_OF_DOCUMENTEN),
        drc(1, "intern", "documenten.lezen", "documenten.lock"),
        brc(0, "besluiten.aanmaken"),
        alleen_gereed=True,
    ),
    one("publicatie-alles", "everything, but of the documents only those that are ready", alles=True, alleen_gereed=True),
    one(
        "koppelaar",
        "links documents to zaken: rights in both components",
        zrc(0, "vertrouwelijk", "zaken.lezen", "zaken.bijwerken", "zaken.statussen.toevoegen"),
        zrc(1, "intern", "zaken.aanmaken", "zaken.bijwerken"),
        drc(0, "zaakvertrouwelijk", "documenten.lezen"),
        drc(0, "geheim", "documenten.aanmaken"),
        drc(1, "zeer_geheim", "documenten.lezen", "documenten.aanmaken"),
    ),
    one(
        "auditor",
        "audit trails alone, up to a ceiling",
        zrc(0, "vertrouwelijk", "audittrails.lezen"),
        drc(1, "confidentieel", "audittrails.lezen"),
        brc(1, "audittrails.lezen"),
    ),
    one(
        "zonder-type",
        "autorisaties without a type, which reach no object",
        Autorisatie("zrc", ("zaken.lezen", "audittrails.lezen", "notificaties.publiceren")),
        Autorisatie("drc", ("audittrails.lezen",)),
        Autorisatie("brc", ("audittrails.lezen",)),
    ),
    one(
        "vol",
        "every scope of one type, up to a ceiling in the middle",
        zrc(1, "zaakvertrouwelijk", *ALL_OF_ZAKEN),
        drc(1, "vertrouwelijk", *ALL_OF_DOCUMENTEN),
        brc(1, "besluiten.lezen", "besluiten.aanmaken", "besluiten.bijwerken", "besluiten.verwijderen"),
    ),
    one(
        "vol-laag",
        "every scope of both types, of one at the lowest level: what counts when no level is named is the type's",
        zrc(0, "zeer_geheim", *ALL_OF_ZAKEN),
        zrc(1, "openbaar", *ALL_OF_ZAKEN),
        drc(0, "zeer_geheim", *ALL_OF_DOCUMENTEN),
        drc(1, "openbaar", *ALL_OF_DOCUMENTEN),
    ),
)
