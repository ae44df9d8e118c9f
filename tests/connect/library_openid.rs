//! Somebody else's OpenID Connect client: the crate `openidconnect`, given nothing but the issuer's
//! address, and `oauth2` for what comes after.

use std::sync::Arc;

use oauth2::basic::BasicClient;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdTokenClaims,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IntrospectionUrl, IssuerUrl, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, RedirectUrl, RevocationUrl, Scope, SubjectIdentifier,
    TokenIntrospectionResponse as _, TokenResponse as _,
};
use serde_json::{Value, json};

use super::authorize::{CALLBACK, Portal};
use super::library::{carry, metadata};
use crate::cases;
use crate::harness::{Bench, IN_FORCE, Installation, TaskApplication, eventually};

cases![
    ng_65_r8414_04_openidconnect_discovers_the_issuer_and_its_keys,
    ng_52_bp_06_openidconnect_signs_somebody_in_with_pkce_and_a_nonce,
    r8414_04_openidconnect_verifies_an_id_token_of_every_algorithm,
    r8414_04_openidconnect_goes_on_with_a_refresh_token,
    ng_82_ng_69_oauth2_revokes_what_openidconnect_got_and_introspection_says_so,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

fn discovered(at: &Installation) -> CoreProviderMetadata {
    let issuer = IssuerUrl::new(at.issuer_url()).unwrap();
    CoreProviderMetadata::discover(&issuer, &carry).unwrap()
}

fn client(at: &Installation, application: &TaskApplication) -> Client {
    let secret = ClientSecret::new(application.secret.clone());
    let id = ClientId::new(application.client_id.clone());
    CoreClient::from_provider_metadata(discovered(at), id, Some(secret))
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap())
}

/// Somebody in a browser who was sent by the crate, and what the crate got for it.
struct SignedIn {
    portal: Portal,
    client: Client,
    nonce: Nonce,
    answer: CoreTokenResponse,
}

impl SignedIn {
    fn new(mut portal: Portal, scopes: &[&str]) -> Self {
        let client = client(&portal.at, &portal.app);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scopes = scopes.iter().map(|scope| Scope::new((*scope).to_owned()));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, _, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        let code = portal.code_of(&format!("{}?{}", url.path(), url.query().unwrap()));
        let exchange = client.exchange_code(AuthorizationCode::new(code)).unwrap();
        let answer = exchange.set_pkce_verifier(verifier).request(&carry).unwrap();
        Self { portal, client, nonce, answer }
    }

    /// What the crate makes of the ID token when it takes this algorithm alone.
    fn verified(&self, algorithm: CoreJwsSigningAlgorithm) -> &CoreIdTokenClaims {
        let verifier = self.client.id_token_verifier().set_allowed_algs([algorithm]);
        let token = self.answer.id_token().unwrap();
        assert!(token.claims(&verifier, &Nonce::new("een-ander".to_owned())).is_err());
        let claims = token.claims(&verifier, &self.nonce).unwrap();
        let (access, key) = (self.answer.access_token(), token.signing_key(&verifier).unwrap());
        let hash = AccessTokenHash::from_token(access, token.signing_alg().unwrap(), key).unwrap();
        assert_eq!(claims.access_token_hash(), Some(&hash));
        claims
    }
}

fn ng_65_r8414_04_openidconnect_discovers_the_issuer_and_its_keys(bench: &Bench) {
    let at = bench.shared();
    let found = discovered(&at);
    assert_eq!(found.issuer().as_str(), at.issuer_url());
    let said = metadata(&at);
    assert_eq!(found.authorization_endpoint().as_str(), said["authorization_endpoint"]);
    assert_eq!(found.token_endpoint().unwrap().as_str(), said["token_endpoint"]);
    assert_eq!(found.jwks().keys().len(), 4, "one of each algorithm");
    let other = IssuerUrl::new(format!("{}/x", at.issuer_url())).unwrap();
    assert!(CoreProviderMetadata::discover(&other, &carry).is_err());
}

fn ng_52_bp_06_openidconnect_signs_somebody_in_with_pkce_and_a_nonce(bench: &Bench) {
    let portal = Portal::open(bench, "crate-openid");
    let signed_in = SignedIn::new(portal, &["profile", "email", "zaken.lezen"]);
    let claims = signed_in.verified(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256);
    let userinfo = |subject: &SubjectIdentifier| {
        let access = signed_in.answer.access_token().clone();
        let asked = signed_in.client.user_info(access, Some(subject.clone())).unwrap();
        asked.request::<_, CoreGenderClaim, _>(&carry)
    };
    let said: CoreUserInfoClaims = userinfo(claims.subject()).unwrap();
    assert_eq!(said.preferred_username().unwrap().as_str(), "crate-openid");
    assert_eq!(said.email().unwrap().as_str(), "jan@gemeente.example");
    assert_eq!(said.name().unwrap().get(None).unwrap().as_str(), "Jan Jansen");
    let another = SubjectIdentifier::new("een-ander".to_owned());
    let refused: Result<CoreUserInfoClaims, _> = userinfo(&another);
    assert!(refused.is_err());
}

fn r8414_04_openidconnect_verifies_an_id_token_of_every_algorithm(bench: &Bench) {
    let portal = Portal::open(bench, "crate-algoritmen");
    let advertised = discovered(&portal.at).id_token_signing_alg_values_supported().clone();
    assert_eq!(advertised.len(), 4);
    for algorithm in advertised {
        let name: Value = serde_json::to_value(&algorithm).unwrap();
        let app =
            super::authorize::client(&portal.at, &json!({ "id_token_signed_response_alg": name }));
        let (at, browser) = (Arc::clone(&portal.at), portal.browser.clone());
        let signed_in = SignedIn::new(Portal { at, app, browser }, &[]);
        assert_eq!(signed_in.answer.id_token().unwrap().signing_alg().unwrap(), &algorithm);
        signed_in.verified(algorithm);
    }
}

fn r8414_04_openidconnect_goes_on_with_a_refresh_token(bench: &Bench) {
    let mut portal = Portal::open(bench, "crate-refresh");
    let more = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    portal.app = super::authorize::client(&portal.at, &more);
    let signed_in = SignedIn::new(portal, &["offline_access", "zaken.lezen"]);
    let token = signed_in.answer.refresh_token().unwrap();
    let request = || signed_in.client.exchange_refresh_token(token).unwrap();
    let renewed: CoreTokenResponse = request().request(&carry).unwrap();
    assert_ne!(renewed.access_token().secret(), signed_in.answer.access_token().secret());
    assert!(renewed.refresh_token().is_some());
    let first = signed_in.verified(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256);
    let access = renewed.access_token().clone();
    let userinfo = signed_in.client.user_info(access, Some(first.subject().clone())).unwrap();
    let said: CoreUserInfoClaims = userinfo.request(&carry).unwrap();
    assert_eq!(said.subject(), first.subject());
}

/// The crate speaks to these two over https alone; our carrier looks at host and path.
fn encrypted(at: &Installation, member: &str) -> String {
    metadata(at)[member].as_str().unwrap().replace("http://", "https://")
}

fn ng_82_ng_69_oauth2_revokes_what_openidconnect_got_and_introspection_says_so(bench: &Bench) {
    let signed_in = SignedIn::new(Portal::open(bench, "crate-intrekken"), &["zaken.lezen"]);
    let (at, token) = (&signed_in.portal.at, signed_in.answer.access_token());
    let secret = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let url = IntrospectionUrl::new(encrypted(at, "introspection_endpoint")).unwrap();
    let gateway = BasicClient::new(ClientId::new("gateway".to_owned()))
        .set_client_secret(ClientSecret::new(secret.trim().to_owned()))
        .set_introspection_url(url);
    let introspected = || gateway.introspect(token).request(&carry).unwrap();
    let alive = introspected();
    assert!(alive.active());
    assert_eq!(alive.client_id().unwrap().as_str(), signed_in.portal.app.client_id);
    let url = RevocationUrl::new(encrypted(at, "revocation_endpoint")).unwrap();
    let revoking = signed_in.client.clone().set_revocation_url(url);
    revoking.revoke_token(token.clone().into()).unwrap().request(&carry).unwrap();
    eventually(IN_FORCE, "it is over", || !introspected().active());
}
