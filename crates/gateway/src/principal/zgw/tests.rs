//! Which JWTs of clients pass, and which no longer do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use edge::feed::{ClientState, Thing, ZgwKeyState};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tokens::zgw::{self, ZgwClaims};

use super::*;
use crate::testing::{NOW, client, feed_key, key, key_state, reader, state};

const KEY: &[u8] = b"geheim van lezer, 32 bytes lang!";

fn at(second: i64) -> UnixTime {
    UnixTime::new(NOW + second)
}

/// A key of `lezer`, as the feed tells it, that ends in so many seconds.
fn told(id: &str, key: &[u8], ends_in: i64) -> ZgwKeyState {
    let sealed = URL_SAFE_NO_PAD.encode(feed_key().seal("lezer", id, key).unwrap());
    let expires = DateTime::from_timestamp(NOW + ends_in, 0).unwrap();
    ZgwKeyState { id: id.to_owned(), sealed, expires }
}

fn with(keys: &[ZgwKeyState]) -> State {
    let client = ClientState { zgw_keys: keys.to_vec(), ..client() };
    state(5, &[Thing::Applicatie(reader()), Thing::Client(client)])
}

fn claims(client_id: &str) -> ZgwClaims {
    ZgwClaims {
        iss: "x".to_owned(),
        client_id: client_id.to_owned(),
        iat: at(0),
        exp: at(7_200),
        user_id: Some("jan".to_owned()),
        user_representation: Some("Jan".to_owned()),
    }
}

fn self_signed() -> SelfSigned {
    let bounds = Bounds { max_age: 600, ahead: 10 };
    SelfSigned { feed_key: Some(feed_key()), bounds }
}

/// The key that signed it, or why not.
fn verified(token: &str, state: &State, now: UnixTime) -> String {
    match self_signed().verify(token, state, now) {
        Ok(vouched) => vouched.credential.into(),
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[test]
fn any_live_key_of_the_client_may_have_signed_it() {
    let known = with(&[told("k1", KEY, 60), told("k2", b"een tweede", 60)]);
    let signed = |id: &str, key: &[u8]| zgw::sign(&claims(id), key);
    assert_eq!(verified(&signed("lezer", KEY), &known, at(0)), "k1");
    assert_eq!(verified(&signed("lezer", b"een tweede"), &known, at(0)), "k2");
    for (id, key, refusal) in [
        ("lezer", &b"een derde"[..], "SelfSigned(BadSignature)"),
        ("lezer", b"", "SelfSigned(BadSignature)"),
        ("ander", KEY, "SelfSigned(UnknownClient)"),
        ("", KEY, "SelfSigned(UnknownClient)"),
        ("a\0b", KEY, "SelfSigned(UnknownClient)"),
    ] {
        assert_eq!(verified(&signed(id, key), &known, at(0)), refusal, "{id}");
    }
    assert_eq!(verified(&signed("lezer", KEY), &with(&[]), at(0)), "SelfSigned(UnknownClient)");
}

#[test]
fn it_speaks_for_all_that_its_applicatie_holds_and_for_the_user_that_it_names() {
    let known = with(&[told("k1", KEY, 60)]);
    let vouched = self_signed().verify(&zgw::sign(&claims("lezer"), KEY), &known, at(0)).unwrap();
    assert!(matches!(vouched.scopes, TokenScopes::Unrestricted));
    assert_eq!(vouched.user.as_deref(), User::said_by_client(Some("jan"), Some("Jan")).as_ref());
    let odd = ZgwClaims {
        user_id: Some("x".repeat(256)),
        user_representation: Some("a\nb".to_owned()),
        ..claims("lezer")
    };
    let vouched = self_signed().verify(&zgw::sign(&odd, KEY), &known, at(0)).unwrap();
    assert_eq!(vouched.user, None, "what no audit trail holds is nobody");
}

#[test]
fn it_is_too_old_at_what_the_gateway_takes_whatever_it_says_itself() {
    let known = with(&[told("k1", KEY, 90_000)]);
    let token = zgw::sign(&claims("lezer"), KEY);
    assert_eq!(verified(&token, &known, at(599)), "k1");
    assert!(verified(&token, &known, at(600)).starts_with("SelfSigned(TooOld"));
    assert_eq!(verified(&token, &known, at(-10)), "k1");
    assert!(verified(&token, &known, at(-11)).starts_with("SelfSigned(IatInTheFuture"));
}

#[test]
fn a_key_that_has_ended_says_when_and_one_that_is_gone_says_nothing() {
    let (token, forged) = (zgw::sign(&claims("lezer"), KEY), zgw::sign(&claims("lezer"), b"x"));
    let ending = with(&[told("k1", KEY, 60), told("k2", b"een tweede", 600)]);
    let jwt = match self_signed().verify(&token, &ending, at(0)).unwrap().evidence {
        Evidence::SelfSigned(jwt) => jwt,
        other => panic!("{other:?}"),
    };
    let stands_in = |state: &State, now| {
        let id = ClientId::parse("lezer").unwrap();
        stands(&jwt, state.client(&id).map(|client| &**client), now)
    };
    assert!(stands_in(&ending, at(59)).is_ok());
    let ended = stands_in(&ending, at(60)).unwrap_err();
    assert!(ended.to_string().contains("ended on 2027-01-15 at 08:01 UTC"), "{ended}");
    let unknown = |refused: Result<(), Refusal>| match refused {
        Err(Refusal::SelfSigned(error)) => error,
        other => panic!("{other:?}"),
    };
    let others = with(&[told("k2", b"een tweede", 600)]);
    assert_eq!(unknown(stands_in(&others, at(0))), ZgwError::BadSignature);
    assert_eq!(unknown(stands_in(&with(&[]), at(0))), ZgwError::UnknownClient);
    assert_eq!(unknown(stands_in(&state(6, &[]), at(0))), ZgwError::UnknownClient);
    assert_eq!(verified(&token, &ending, at(60)), "k1", "so that its end is told");
    assert_eq!(verified(&forged, &ending, at(60)), "SelfSigned(BadSignature)");
}

#[test]
fn where_keys_cannot_be_opened_no_jwt_is_taken_and_the_operator_hears_why() {
    let (known, token) = (with(&[told("k1", KEY, 60)]), zgw::sign(&claims("lezer"), KEY));
    let without = SelfSigned { feed_key: None, ..self_signed() };
    let refused = without.verify(&token, &known, at(0)).unwrap_err();
    let why = std::error::Error::source(&refused).unwrap().to_string();
    assert!(why.contains("gateway.feed_key"), "{why}");
    let elsewhere = ZgwKeyState { id: "k2".to_owned(), ..told("k1", KEY, 60) };
    let refused = verified(&token, &with(&[elsewhere]), at(0));
    assert_eq!(refused, "ZgwKey(Broken)", "sealed for another row");
}

#[test]
fn a_public_key_of_the_issuer_is_no_shared_one() {
    let issuers = key();
    let keys = vec![told("k1", KEY, 60)];
    let client = Thing::Client(ClientState { zgw_keys: keys, ..client() });
    let known = state(5, &[client, Thing::Key(key_state(&issuers))]);
    let signed = |kid: &str| {
        let header = format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
        let claims = format!(r#"{{"client_id":"lezer","iat":{NOW}}}"#);
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let message = format!("{header}.{claims}");
        let mut mac = Hmac::<Sha256>::new_from_slice(KEY).unwrap();
        mac.update(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    let refused = verified(&signed(issuers.kid().as_str()), &known, at(0));
    assert_eq!(refused, "Token(AlgorithmNotOfKey)");
    assert_eq!(verified(&signed("mijn-sleutel"), &known, at(0)), "k1");
}
