#!/usr/bin/env python3
"""commonground-api-common as a consumer of the Autorisaties API: the library with which components such
as Open Notificaties ask an AC what a client may do. Its own code asks, stores and judges; nothing of it
is replaced. Its models need PostgreSQL: one is made for the length of the run.

Over the issuer, and under the public name at the gateway."""

import sys
import time
import uuid

import django
from django.conf import settings
from django.core.management import call_command

from installation import AC, Installation, Refused, call, zgw_jwt
from postgres import Postgres

# A component's own secret for the clients that call it; the AC never hears of it.
SHARED = "een-geheim-van-de-component-zelf"
CATALOGUS = "https://catalogi.example/api/v1"
ZAAKTYPE = f"{CATALOGUS}/zaaktypen/1"
ANDER_ZAAKTYPE = f"{CATALOGUS}/zaaktypen/2"
INFORMATIEOBJECTTYPE = f"{CATALOGUS}/informatieobjecttypen/1"
BESLUITTYPE = f"{CATALOGUS}/besluittypen/1"


def configure(database):
    settings.configure(
        SECRET_KEY="interop",
        USE_TZ=True,
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sites",
            "rest_framework",
            "simple_certmanager",
            "solo",
            "zgw_consumers",
            "notifications_api_common",
            "vng_api_common",
            "vng_api_common.authorizations",
            "vng_api_common.notifications",
        ],
        TIME_LEEWAY=0,
        JWT_EXPIRY=3600,
        SITE_ID=1,
    )
    django.setup()
    call_command("migrate", verbosity=0)


class Checks:
    """What was checked, printed as it goes."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, what, found, expected):
        if found == expected:
            self.passed += 1
            print(f"   ok: {what}")
        else:
            self.failed += 1
            print(f"   FAILED: {what}: {found!r}, not {expected!r}")


def autorisaties():
    level = {"maxVertrouwelijkheidaanduiding": "zaakvertrouwelijk"}
    return [
        {"component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": ZAAKTYPE, **level},
        {"component": "zrc", "scopes": ["audittrails.lezen"]},
        {
            "component": "drc",
            "scopes": ["documenten.lezen"],
            "informatieobjecttype": INFORMATIEOBJECTTYPE,
            **level,
        },
        {"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": BESLUITTYPE},
        {"component": "nrc", "scopes": ["notificaties.consumeren"]},
    ]


class Consumer:
    """A component that asks this AC."""

    def __init__(self, root, client_id, key, component):
        from vng_api_common.authorizations.models import Applicatie, AuthorizationsConfig
        from zgw_consumers.constants import APITypes, AuthTypes
        from zgw_consumers.models import Service

        Applicatie.objects.all().delete()
        Service.objects.all().delete()
        service = Service.objects.create(
            label="AC",
            api_type=APITypes.ac,
            api_root=f"{root}{AC}/",
            auth_type=AuthTypes.zgw,
            client_id=client_id,
            secret=key,
        )
        config = AuthorizationsConfig.get_solo()
        config.component = component
        config.authorizations_api_service = service
        config.save()

    @staticmethod
    def of(client_id):
        """As the library's middleware makes it of a request of this client."""
        from rest_framework.test import APIRequestFactory
        from vng_api_common.authorizations.middleware import AuthMiddleware
        from vng_api_common.models import JWTSecret

        JWTSecret.objects.update_or_create(identifier=client_id, defaults={"secret": SHARED})
        bearer = f"Bearer {zgw_jwt(client_id, SHARED)}"
        request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=bearer)
        AuthMiddleware(lambda request: None)(request)
        return request.jwt_auth

    @staticmethod
    def notified(actie, url):
        """A notification as the component's callback hands it to the library."""
        from vng_api_common.notifications.handlers import auth

        auth.handle({"actie": actie, "resource": "applicatie", "resource_url": url})


def scope(label):
    from vng_api_common.scopes import Scope

    return Scope(label)


def stored(applicatie):
    """The library's rows, as the AC shows them."""
    shown = []
    for one in applicatie.autorisaties.all():
        row = {"component": one.component, "scopes": one.scopes}
        for name, member in (
            ("zaaktype", "zaaktype"),
            ("informatieobjecttype", "informatieobjecttype"),
            ("besluittype", "besluittype"),
            ("max_vertrouwelijkheidaanduiding", "maxVertrouwelijkheidaanduiding"),
        ):
            if value := getattr(one, name):
                row[member] = value
        shown.append(row)
    return shown


def verdicts(check, asker):
    """Each kind of verdict of the library: allowed, and refused for one reason each."""
    zaak = {"zaaktype": ZAAKTYPE, "vertrouwelijkheidaanduiding": "openbaar"}
    secret = {**zaak, "vertrouwelijkheidaanduiding": "geheim"}
    other = {**zaak, "zaaktype": ANDER_ZAAKTYPE}
    document = {"informatieobjecttype": INFORMATIEOBJECTTYPE}
    for what, label, component, fields, expected in (
        ("zaken.lezen, type and level within", "zaken.lezen", "zrc", zaak, True),
        ("zaken.lezen of whatever type", "zaken.lezen", "zrc", {}, True),
        ("zaken.lezen above the level", "zaken.lezen", "zrc", secret, False),
        ("zaken.lezen of another type", "zaken.lezen", "zrc", other, False),
        ("zaken.verwijderen, never given", "zaken.verwijderen", "zrc", zaak, False),
        ("audittrails.lezen, without a type", "audittrails.lezen", "zrc", {}, True),
        ("documenten.lezen of its type", "documenten.lezen", "drc", document, True),
        ("documenten.lezen in another component", "documenten.lezen", "brc", {}, False),
        ("besluiten.lezen of its type", "besluiten.lezen", "brc", {"besluittype": BESLUITTYPE}, True),
        ("besluiten.lezen of another", "besluiten.lezen", "brc", {"besluittype": ZAAKTYPE}, False),
        ("notificaties.consumeren", "notificaties.consumeren", "nrc", {}, True),
    ):
        verdict = asker.has_auth(scope(label), component=component, **fields)
        check(f"{what}: {'allowed' if expected else 'refused'}", verdict, expected)


def consume(check, at, root, writer, reader, notify):
    """Everything that a consumer does, at one address of the AC."""
    from vng_api_common.authorizations.models import Applicatie

    client_id = f"taak {uuid.uuid4().hex[:8]}"
    given = autorisaties()
    body = {"clientIds": [client_id], "label": "Taakapplicatie", "autorisaties": given}
    made = call("POST", f"{root}{AC}/applicaties", body, zgw_jwt(*writer))
    url, own = made["url"], made["url"].rsplit("/", 1)[1]
    consumer = Consumer(root, *reader, component="zrc")

    check("nothing is stored at first", Applicatie.objects.count(), 0)
    (found,) = consumer.of(client_id).applicaties
    check("the applicatie keeps its uuid", str(found.uuid), own)
    check("and its client ids and label", [found.client_ids, found.label], [[client_id], body["label"]])
    check("and has not all autorisaties", found.heeft_alle_autorisaties, False)
    check("its autorisaties are stored as they were given", stored(found), given)
    verdicts(check, consumer.of(client_id))
    check("it is stored once", Applicatie.objects.count(), 1)
    nobody = consumer.of("niemand")
    check("a client that the AC does not know is refused", nobody.has_auth(scope("zaken.lezen")), False)

    almighty = f"alles {uuid.uuid4().hex[:8]}"
    body = {"clientIds": [almighty], "label": "Alles", "heeftAlleAutorisaties": True}
    call("POST", f"{root}{AC}/applicaties", body, zgw_jwt(*writer))
    check("who has all may all", consumer.of(almighty).has_auth(scope("zaken.verwijderen")), True)

    if notify:
        change = {"autorisaties": [{"component": "ztc", "scopes": ["catalogi.lezen"]}]}
        call("PATCH", url, change, zgw_jwt(*writer))
        asker = consumer.of(client_id)
        check("before it is told it says as before", asker.has_auth(scope("zaken.lezen")), True)
        consumer.notified("partial_update", url)
        asker = consumer.of(client_id)
        check("told of a change it refuses", asker.has_auth(scope("zaken.lezen")), False)
        catalogi = asker.has_auth(scope("catalogi.lezen"), component="ztc")
        check("and allows what is new", catalogi, True)
        call("DELETE", url, bearer=zgw_jwt(*writer))
        consumer.notified("destroy", url)
        gone = Applicatie.objects.filter(uuid=own).exists()
        check("told that it is deleted it forgets it", gone, False)
        asker = consumer.of(client_id)
        check("and asked again it refuses", asker.has_auth(scope("zaken.lezen")), False)

    stranger = Consumer(root, reader[0], "een-heel-andere-sleutel-van-niemand", component="zrc")
    asker = stranger.of(f"nog {uuid.uuid4().hex[:8]}")
    check("with a wrong key it learns nothing", asker.has_auth(scope("zaken.lezen")), False)


def main():
    begun = time.monotonic()
    check = Checks()
    with Postgres() as database, Installation() as at:
        configure(database)
        may = ["autorisaties.lezen", "autorisaties.bijwerken"]
        writer = ("beheer-applicatie", at.client_of_the_ac("beheer-applicatie", may)[1])
        reader = ("notificaties", at.client_of_the_ac("notificaties", may[:1])[1])
        # What the AC is called in its URLs is the gateway's name: a consumer that follows them, as
        # it does when it is notified, must know the AC under it.
        for name, root in (("the issuer", at.issuer), ("the gateway's name", at.gateway)):
            print(f"-- commonground-api-common asks the AC over {name}")
            consume(check, at, root, writer, reader, notify=root == at.gateway)
        try:
            call("DELETE", f"{at.issuer}{AC}/applicaties/{uuid.uuid4()}", bearer=zgw_jwt(*reader))
        except Refused as refused:
            check("the consumer's own client may only read", ": 403 " in str(refused), True)
    print(f"-- commonground-api-common: {time.monotonic() - begun:.0f} s")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed or not check.passed else 0


if __name__ == "__main__":
    sys.exit(main())
