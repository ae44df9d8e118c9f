//! The secrets of upstreams, and the JWTs that are signed with them.

use base64::Engine;

use super::super::seal_shared_key;
use super::*;

fn key() -> UpstreamKey {
    UpstreamKey::new(SecretString::from("0123456789abcdef0123456789abcdef")).unwrap()
}

fn secret(upstream: &str, version: u32, client: &str) -> String {
    let upstream = UpstreamName::parse(upstream).unwrap();
    let client = ClientId::parse(client).unwrap();
    upstream_secret(&key(), &upstream, version, &client).expose_secret().to_owned()
}

#[test]
fn a_secret_is_the_same_every_time_and_known_by_its_definition() {
    // printf of the three parts, each behind its length in 8 bytes, through
    // `openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | basenc --base64url`.
    assert_eq!(secret("openzaak", 1, "lezer"), "B5SIcWqpB9XRbP1CsQpS3p-pnyQ0aSXRAaAVqoQ4asM");
}

#[test]
fn version_upstream_and_client_each_make_another_secret() {
    let first = secret("openzaak", 1, "lezer");
    assert_ne!(first, secret("openzaak", 2, "lezer"));
    assert_ne!(first, secret("openzaak2", 1, "lezer"));
    assert_ne!(first, secret("openzaak", 1, "lezer2"));
}

#[test]
fn the_parts_cannot_be_cut_elsewhere() {
    assert_ne!(secret("ab", 1, "c"), secret("a", 1, "bc"));
    assert_ne!(secret("a", 1, "1c"), secret("1a", 1, "c"));
}

#[test]
fn a_short_key_is_refused() {
    assert!(UpstreamKey::new(SecretString::from("x".repeat(31))).is_err());
    assert!(UpstreamKey::new(SecretString::from("x".repeat(32))).is_ok());
}

#[test]
fn a_zgw_jwt_is_fresh_in_the_callers_name_and_has_no_audience() {
    let upstream = UpstreamName::parse("openzaak").unwrap();
    let client = ClientId::parse("lezer").unwrap();
    let seals = shared::seals(&key()).unwrap();
    let credential = Credential::Zgw { key: key(), version: 1, seals };
    let now = UnixTime::new(1_800_000_000);
    let (name, value) =
        credential.header(&upstream, Caller::alone(&client), None, now).unwrap().unwrap();
    assert!(name == header::AUTHORIZATION && value.is_sensitive());
    let token = value.to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let expected = serde_json::json!({
        "iss": "lezer", "client_id": "lezer", "iat": 1_800_000_000, "exp": 1_800_000_060,
    });
    assert_eq!(claims, expected);
}

#[test]
fn without_credential_nothing_is_said() {
    let upstream = UpstreamName::parse("openzaak").unwrap();
    let client = ClientId::parse("lezer").unwrap();
    let nothing =
        Credential::None.header(&upstream, Caller::alone(&client), None, UnixTime::new(0));
    assert!(nothing.unwrap().is_none());
}

#[test]
fn what_client_and_upstream_share_goes_before_what_is_derived_and_must_open() {
    let upstream = UpstreamName::parse("openzaak").unwrap();
    let client = ClientId::parse("lezer").unwrap();
    let seals = shared::seals(&key()).unwrap();
    let credential = Credential::Zgw { key: key(), version: 1, seals };
    let shared = seal_shared_key(&key(), &upstream, &client, "geheim").unwrap();
    let now = UnixTime::new(1_800_000_000);
    let signed =
        |sealed: &[u8]| credential.header(&upstream, Caller::alone(&client), Some(sealed), now);
    let (_, value) = signed(&shared.sealed).unwrap().unwrap();
    let token = value.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    let jwt = zgw::Unverified::parse(&token).unwrap();
    assert!(jwt.verify([((), &b"geheim"[..])], zgw::Bounds::WIDEST, now).is_ok());
    let mut broken = shared.sealed;
    *broken.last_mut().unwrap() ^= 1;
    assert!(signed(&broken).is_err());
}
