//! JWTs that a client signed itself: which are taken, and by which code the others are refused.

use chrono::{DateTime, TimeDelta, Utc};
use edge::clock::Clock;
use serde_json::{Value, json};

use super::assert_problem;
use crate::cases;
use crate::harness::ac::{AC, AcClient};
use crate::harness::client::encoded;
use crate::harness::forge::{Forge, compact, message, sign_hs256};
use crate::harness::{
    Answer, Bench, IN_FORCE, Installation, Options, Request, TaskApplication, eventually,
};

cases![
    sd1_4_sd1_5_what_is_wrong_with_a_jwt_is_told_by_its_code_with_401_and_a_challenge,
    where_zgw_errors_are_asked_for_the_same_codes_come_with_403,
    what_open_zaak_takes_is_taken,
    sd1_6_a_client_without_a_key_signs_no_jwt_that_counts,
    a_key_that_is_revoked_or_of_a_client_that_ended_opens_nothing_any_more,
];

const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

fn ask(at: &Installation, token: &str) -> Answer {
    Request::get(&format!("{AC}/applicaties?clientIds=x")).bearer(token).send(at.issuer)
}

/// A client, and its JWTs with other claims; null leaves one out.
struct Jwts {
    ac: AcClient,
    now: i64,
}

impl Jwts {
    fn new(at: &Installation) -> Self {
        Self { ac: AcClient::writer(at), now: Clock::system().unix().as_secs() }
    }

    fn claims(&self, with: &Value) -> String {
        let id = &self.ac.application.client_id;
        let mut claims = json!({ "iss": id, "client_id": id, "iat": self.now, "user_id": "", "user_representation": "" });
        for (name, value) in with.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.to_string()
    }

    fn of(&self, with: &Value) -> String {
        self.under(HEADER, with)
    }

    fn under(&self, header: &str, with: &Value) -> String {
        sign_hs256(header, &self.claims(with), self.ac.key.as_bytes())
    }

    /// Without the claim.
    fn lacking(&self, claim: &str) -> String {
        let mut claims: Value = serde_json::from_str(&self.claims(&json!({}))).unwrap();
        claims.as_object_mut().unwrap().remove(claim);
        sign_hs256(HEADER, &claims.to_string(), self.ac.key.as_bytes())
    }

    fn refused(&self, at: &Installation) -> Vec<(&'static str, String)> {
        let (now, good) = (self.now, self.of(&json!({})));
        let other = AcClient::writer(at);
        let of_other = sign_hs256(HEADER, &self.claims(&json!({})), other.key.as_bytes());
        let secret = self.ac.application.secret.as_bytes();
        let with_secret = sign_hs256(HEADER, &self.claims(&json!({})), secret);
        let unsigned = message(r#"{"alg":"none"}"#, &self.claims(&json!({})));
        let forge = Forge::new();
        let header = |alg: &str| format!(r#"{{"typ":"JWT","alg":"{alg}"}}"#);
        let twice = format!(r#"{{"client_id":"x",{}"#, &self.claims(&json!({}))[1..]);
        let undecodable = "jwt-decode-error";
        let algorithm = "jwt-invalidalgorithmerror";
        vec![
            (undecodable, "x".to_owned()),
            (undecodable, "a.b".to_owned()),
            (undecodable, format!("{good}.x")),
            (undecodable, self.under("[]", &json!({}))),
            (undecodable, self.under(r#"{"alg":"HS256","crit":["b64"],"b64":true}"#, &json!({}))),
            (undecodable, self.under(r#"{"alg":"HS256","alg":"HS256"}"#, &json!({}))),
            (undecodable, sign_hs256(HEADER, "[]", self.ac.key.as_bytes())),
            (undecodable, sign_hs256(HEADER, &twice, self.ac.key.as_bytes())),
            ("missing-client-identifier", self.lacking("client_id")),
            ("invalid-client-identifier", self.of(&json!({ "client_id": "niemand" }))),
            ("invalid-client-identifier", self.of(&json!({ "client_id": "" }))),
            ("invalid-client-identifier", self.of(&json!({ "client_id": null }))),
            ("invalid-client-identifier", self.of(&json!({ "client_id": 5 }))),
            ("invalid-client-identifier", self.of(&json!({ "client_id": "a\u{0}b" }))),
            ("invalid-client-identifier", self.of(&json!({ "client_id": "beheerder" }))),
            ("invalid-client-identifier", self.of(&json!({ "client_id": "gateway" }))),
            ("invalid-jwt-signature", of_other),
            ("invalid-jwt-signature", with_secret),
            ("invalid-jwt-signature", compact(&message(HEADER, &self.claims(&json!({}))), b"")),
            ("invalid-jwt-signature", sign_hs256(HEADER, &self.claims(&json!({})), b"")),
            (algorithm, compact(&unsigned, b"")),
            (algorithm, self.under(&header("None"), &json!({}))),
            (algorithm, self.under(&header("hs256"), &json!({}))),
            (algorithm, self.under(&header("HS512"), &json!({}))),
            (algorithm, self.under(&header("RS256"), &json!({}))),
            (algorithm, self.under(r#"{"typ":"JWT"}"#, &json!({}))),
            (algorithm, forge.sign(&header("ES256"), &self.claims(&json!({})))),
            ("jwt-missing-iat-claim", self.lacking("iat")),
            ("jwt-missing-iat-claim", self.of(&json!({ "iat": null }))),
            ("permission_denied", self.of(&json!({ "iat": "abc" }))),
            ("jwt-expired", self.of(&json!({ "iat": now - 3_600 }))),
            ("jwt-expired", self.of(&json!({ "iat": 0 }))),
            ("jwt-expired", self.of(&json!({ "iat": now - 3_600, "exp": now + 3_600 }))),
            ("jwt-immaturesignatureerror", self.of(&json!({ "iat": now + 120 }))),
            ("jwt-immaturesignatureerror", self.of(&json!({ "iat": 1e30 }))),
            ("jwt-expiredsignatureerror", self.of(&json!({ "exp": now - 1 }))),
            ("jwt-immaturesignatureerror", self.of(&json!({ "nbf": now + 120 }))),
            ("jwt-decodeerror", self.of(&json!({ "exp": "abc" }))),
            ("jwt-decodeerror", self.of(&json!({ "nbf": [] }))),
            ("jwt-decodeerror", self.of(&json!({ "exp": null }))),
            ("jwt-invalidaudienceerror", self.of(&json!({ "aud": at.issuer_url() }))),
            ("jwt-invalidsubjecterror", self.of(&json!({ "sub": 5 }))),
            ("jwt-invalidjtierror", self.of(&json!({ "jti": 5 }))),
        ]
    }
}

fn sd1_4_sd1_5_what_is_wrong_with_a_jwt_is_told_by_its_code_with_401_and_a_challenge(
    bench: &Bench,
) {
    let at = bench.shared();
    let jwts = Jwts::new(&at);
    for (code, token) in jwts.refused(&at) {
        let answer = ask(&at, &token);
        assert_problem(&answer, 401, code);
        let challenge = r#"Bearer realm="Autorisaties API", error="invalid_token""#;
        assert_eq!(answer.header("www-authenticate"), Some(challenge), "{code}");
        assert!(answer.member("type").ends_with("/ref/fouten/NotAuthenticated/"));
    }
}

fn where_zgw_errors_are_asked_for_the_same_codes_come_with_403(bench: &Bench) {
    let at = bench.with(&Options::default().set("AUTORISATIES__ERRORS", "zgw"));
    let jwts = Jwts::new(&at);
    for (code, token) in jwts.refused(&at) {
        let answer = ask(&at, &token);
        assert_problem(&answer, 403, code);
        assert_eq!(answer.header("www-authenticate"), None, "{code}");
        assert!(answer.member("type").ends_with("/ref/fouten/PermissionDenied/"));
    }
    let nobody = Request::get(&format!("{AC}/applicaties"));
    for answer in [
        nobody.send(at.issuer),
        nobody.clone().header("Authorization", "Basic YTpi").send(at.issuer),
        nobody.clone().bearer(&at.administrator().token).send(at.issuer),
    ] {
        assert_problem(&answer, 403, "permission_denied");
        assert_eq!(answer.header("www-authenticate"), None);
    }
}

fn sd1_6_a_client_without_a_key_signs_no_jwt_that_counts(bench: &Bench) {
    let at = bench.shared();
    let may = json!([{ "component": "ac", "scopes": ["autorisaties.lezen"] }]);
    let applicatie = json!({ "label": "Alleen OAuth", "autorisaties": may });
    let oauth_only = TaskApplication::register(&at, &applicatie, &json!({}));
    let id = &oauth_only.client_id;
    let iat = Clock::system().unix().as_secs();
    let claims = json!({ "iss": id, "client_id": id, "iat": iat }).to_string();
    for key in [oauth_only.secret.as_bytes(), b"".as_slice(), id.as_bytes()] {
        assert_eq!(ask(&at, &sign_hs256(HEADER, &claims, key)).status, 401);
    }
    let with_key = Jwts::new(&at);
    assert_eq!(ask(&at, &with_key.of(&json!({}))).status, 200);
}

fn what_open_zaak_takes_is_taken(bench: &Bench) {
    let at = bench.shared();
    let jwts = Jwts::new(&at);
    let now = jwts.now;
    let good = jwts.of(&json!({}));
    for token in [
        good.clone(),
        format!("{good}="),
        jwts.under(r#"{"alg":"HS256"}"#, &json!({})),
        jwts.under(r#"{"typ":"x","alg":"HS256","kid":5}"#, &json!({})),
        jwts.lacking("iss"),
        jwts.lacking("user_id"),
        jwts.of(&json!({ "iat": now - 3_500 })),
        jwts.of(&json!({ "iat": now + 50 })),
        jwts.of(&json!({ "iat": now.to_string() })),
        jwts.of(&json!({ "iss": 5, "user_id": 5, "user_representation": "x".repeat(300) })),
        jwts.of(&json!({ "exp": now + 60, "nbf": now - 60, "aud": "", "sub": "x", "jti": "y" })),
    ] {
        let answer = ask(&at, &token);
        assert_eq!(answer.status, 200, "{token}: {}", answer.text());
    }
}

fn a_key_that_is_revoked_or_of_a_client_that_ended_opens_nothing_any_more(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let (jwts, doomed) = (Jwts::new(&at), Jwts::new(&at));
    let path = format!("/clients/{}/secrets", encoded(&jwts.ac.application.client_id));
    let (first, other) = (jwts.of(&json!({})), another_key(&at, &jwts, TimeDelta::days(1)));
    assert_eq!((ask(&at, &first).status, ask(&at, &other).status), (200, 200));
    let keys = admin.done("GET", &path, &json!({}))["results"].as_array().unwrap().clone();
    let kinds: Vec<&str> = keys.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["zgw_hs256", "zgw_hs256", "secret"], "newest first");
    let revoke = |index: usize| {
        let id = keys[index]["id"].as_str().unwrap();
        admin.done("DELETE", &format!("{path}/{id}?force=true"), &json!({}));
    };
    revoke(0);
    let code = |token: &str| ask(&at, token).member("code");
    eventually(IN_FORCE, "revoked", || code(&other) == "invalid-jwt-signature");
    assert_eq!(ask(&at, &first).status, 200);
    revoke(1);
    eventually(IN_FORCE, "revoked", || code(&first) == "invalid-client-identifier");
    let token = doomed.of(&json!({}));
    assert_eq!(ask(&at, &token).status, 200);
    let client = format!("/clients/{}", encoded(&doomed.ac.application.client_id));
    admin.done("DELETE", &client, &json!({}));
    eventually(IN_FORCE, "ended", || code(&token) == "invalid-client-identifier");
}

/// A JWT under another key of the client, which ends after this time.
fn another_key(at: &Installation, jwts: &Jwts, time: TimeDelta) -> String {
    let path = format!("/clients/{}/zgw-keys", encoded(&jwts.ac.application.client_id));
    let end: DateTime<Utc> = Clock::system().now() + time;
    let made = at.administrator().done("POST", &path, &json!({ "expires_at": end }));
    sign_hs256(HEADER, &jwts.claims(&json!({})), made["key"].as_str().unwrap().as_bytes())
}
