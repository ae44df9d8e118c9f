#!/usr/bin/env python3
"""Open VTB's way of asking who a token is: its administration finds the endpoints by discovery, its
REST framework shows each request's token at userinfo. The classes are those of the libraries that it
is built on, mozilla-django-oidc and mozilla-django-oidc-db; what Open VTB adds (which configuration
counts, and that every 4xx of userinfo is a refusal) is written here anew. The libraries' models need
PostgreSQL: one is made for the length of the run.

Each thing checked is printed as a test that passed, so that the table of the standards finds it."""

import sys
import time

import django
from django.conf import settings
from django.core.management import call_command

from installation import Installation
from postgres import Postgres

CONFIGURED = "admin-oidc"


def configure(database):
    settings.configure(
        SECRET_KEY="interop",
        USE_TZ=True,
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        ROOT_URLCONF="open_vtb",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "rest_framework",
            "mozilla_django_oidc",
            "mozilla_django_oidc_db",
        ],
    )
    django.setup()
    call_command("migrate", verbosity=0)


class Api:
    """An API whose callers are told apart by their tokens."""

    def __init__(self, issuer):
        from mozilla_django_oidc_db.forms import OIDCProviderForm
        from mozilla_django_oidc_db.models import OIDCClient

        # The administration wants the address with a slash behind it, and finds the rest itself.
        form = OIDCProviderForm(
            {
                "identifier": "zaakpoort",
                "oidc_op_discovery_endpoint": f"{issuer}/",
                "oidc_nonce_size": 32,
                "oidc_state_size": 32,
            }
        )
        if not form.is_valid():
            raise SystemExit(f"the endpoints were not found: {form.errors}")
        self.provider = form.save()
        client, _ = OIDCClient.objects.get_or_create(identifier=CONFIGURED)
        client.oidc_provider = self.provider
        client.enabled = True
        client.oidc_rp_client_id = "open-vtb"
        client.oidc_rp_client_secret = "niet gevraagd"
        client.oidc_rp_sign_algo = "RS256"
        client.options = {
            "user_settings": {"claim_mappings": {"username": ["sub"]}},
            "groups_settings": {"make_users_staff": False, "sync": False},
        }
        client.save()

    def ask(self, token):
        """What the API answers to who shows this: status and body."""
        from rest_framework.response import Response
        from rest_framework.test import APIRequestFactory
        from rest_framework.views import APIView

        class WhoAmI(APIView):
            def get(self, request):
                return Response({"username": request.user.get_username()})

            def get_authenticators(self):
                return [authenticator()]

            def get_permissions(self):
                from rest_framework.permissions import IsAuthenticated

                return [IsAuthenticated()]

        shown = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        answer = WhoAmI.as_view()(APIRequestFactory().get("/", **shown))
        return answer.status_code, answer.data


def authenticator():
    """The libraries' own classes, brought together."""
    from mozilla_django_oidc.contrib.drf import OIDCAuthentication
    from mozilla_django_oidc_db.backends import OIDCAuthenticationBackend
    from mozilla_django_oidc_db.models import OIDCClient
    from requests.exceptions import HTTPError
    from rest_framework.exceptions import AuthenticationFailed

    class Backend(OIDCAuthenticationBackend):
        def get_or_create_user(self, *token):
            self.config = OIDCClient.objects.resolve(CONFIGURED)
            return super().get_or_create_user(*token)

    class Authentication(OIDCAuthentication):
        def authenticate(self, request):
            self.backend.request = request._request
            try:
                return super().authenticate(request)
            except HTTPError as error:
                status = error.response.status_code
                challenge = error.response.headers.get("www-authenticate", "")
                raise AuthenticationFailed(f"{status}: {told(challenge)}") from error

    return Authentication(Backend())


def told(challenge):
    from mozilla_django_oidc.utils import parse_www_authenticate_header

    return parse_www_authenticate_header(challenge).get("error_description")


class Checks:
    """What was checked, printed as it goes."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, name, found, expected):
        if found == expected:
            self.passed += 1
            print(f"test interop::{name} ... ok")
        else:
            self.failed += 1
            print(f"test interop::{name} ... FAILED: {found!r}, not {expected!r}")


def service(at, client_id, extra_scopes):
    """A client that speaks for itself; its secret."""
    applicatie = at.admin("POST", "/applicaties", {"label": client_id, "heeft_alle_autorisaties": True})
    client = {"client_id": client_id, "applicatie": applicatie["id"], "extra_scopes": extra_scopes}
    at.admin("POST", "/clients", client)
    return at.admin("POST", f"/clients/{client_id}/secrets", {})["secret"]


def main():
    begun = time.monotonic()
    check = Checks()
    with Postgres() as database, Installation() as at:
        configure(database)
        api = Api(at.issuer)
        found = [api.provider.oidc_op_user_endpoint, api.provider.oidc_op_jwks_endpoint]
        paths = [f"{at.issuer}/connect/userinfo", f"{at.issuer}/connect/jwks"]
        check("sd4_10_r8414_06_the_endpoints_are_found_by_discovery", found, paths)
        secret = service(at, "vtb-dienst", ["openid"])
        # As the document's curl: id, secret and scope=openid in the body.
        form = {"grant_type": "client_credentials", "scope": "openid"}
        token = at.token("vtb-dienst", secret, form)
        name = {"username": "vtb-dienst"}
        check("sd4_10_a_token_of_a_service_with_openid_is_a_user", api.ask(token), (200, name))
        again = at.token("vtb-dienst", secret, form)
        check("sd4_10_another_token_of_it_is_the_same_user", api.ask(again), (200, name))
        status, body = api.ask(at.token("vtb-dienst", secret))
        refused = (status, str(body["detail"]))
        without = (401, "403: Missing openid scope")
        check("sd4_10_a_token_without_openid_is_refused_in_these_words", refused, without)
        status, body = api.ask("geen.token.hier")
        refused = (status, str(body["detail"]))
        wrong = (401, "Token verification failed")
        check("sd4_10_what_is_no_token_is_refused_in_these_words", refused, wrong)
        check("sd4_10_who_shows_nothing_is_refused", api.ask(None)[0], 401)
        at.admin("POST", "/tokens/revoke", {"token": token})
        status, body = api.ask(token)
        check("sd4_10_a_revoked_token_is_refused_at_once", (status, str(body["detail"])), wrong)
        check("sd4_10_its_neighbour_is_not", api.ask(again), (200, name))
    print(f"-- Open VTB's libraries: {time.monotonic() - begun:.0f} s")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed or not check.passed else 0


urlpatterns = []

if __name__ == "__main__":
    sys.exit(main())
