//! From the feed's things to what a request is judged by.

use chrono::DateTime;
use edge::feed::{CredentialState, Ended};
use tokens::UnixTime;

use super::*;
use crate::testing::{NOW, client, compiler, key, key_state, reader, state};

fn lezer() -> ClientId {
    ClientId::parse("lezer").unwrap()
}

#[test]
fn a_client_holds_what_its_applicatie_holds_until_either_ends() {
    let told = [Thing::Applicatie(reader()), Thing::Client(client())];
    let known = state(1, &told);
    assert!(known.held_by(known.client(&lezer()).unwrap()).is_some());

    let mut ended = known.clone();
    let end = Thing::ApplicatieEnded(Ended { id: reader().id });
    ended.apply(&end, &mut compiler()).unwrap();
    assert!(ended.held_by(ended.client(&lezer()).unwrap()).is_none());
    assert!(
        known.held_by(known.client(&lezer()).unwrap()).is_some(),
        "the old state stays as it was"
    );

    let end = Thing::ClientEnded(Ended { id: "lezer".to_owned() });
    ended.apply(&end, &mut compiler()).unwrap();
    assert!(ended.client(&lezer()).is_none());
}

#[test]
fn a_client_of_the_system_holds_nothing() {
    let system = ClientState { applicatie: None, ..client() };
    let known = state(1, &[Thing::Applicatie(reader()), Thing::Client(system)]);
    assert!(known.held_by(known.client(&lezer()).unwrap()).is_none());
}

#[test]
fn a_credential_vouches_until_it_expires_or_is_gone() {
    let expires = DateTime::from_timestamp(NOW, 0);
    let credential = |id: &str, expires| CredentialState { id: id.to_owned(), expires };
    let credentials = vec![credential("for-ever", None), credential("until-now", expires)];
    let known = state(1, &[Thing::Client(ClientState { credentials, ..client() })]);
    let known = known.client(&lezer()).unwrap();
    assert!(known.vouches("for-ever", UnixTime::new(NOW)));
    assert!(known.vouches("until-now", UnixTime::new(NOW - 1)));
    assert!(!known.vouches("until-now", UnixTime::new(NOW)));
    assert!(!known.vouches("never-was", UnixTime::new(NOW)));
    assert!(!known.vouches("", UnixTime::new(NOW)));
}

#[test]
fn a_key_verifies_until_it_ends() {
    let key = key();
    let mut known = state(1, &[Thing::Key(key_state(&key))]);
    assert!(known.keys().get(key.kid()).is_some());
    let end = Thing::KeyEnded(Ended { id: key.kid().as_str().to_owned() });
    known.apply(&end, &mut compiler()).unwrap();
    assert!(known.keys().get(key.kid()).is_none());
}

#[test]
fn a_key_under_another_name_or_of_an_unknown_kind_opens_nothing() {
    let (key, other) = (key(), key());
    let mislabelled = KeyState { kid: other.kid().as_str().to_owned(), ..key_state(&key) };
    let known = state(1, &[Thing::Key(mislabelled)]);
    assert_eq!(known.keys().iter().count(), 0);

    let jwk = serde_json::json!({"kty": "OKP", "crv": "Ed448", "x": "AA", "kid": "k"});
    let known = state(1, &[Thing::Key(KeyState { kid: "k".to_owned(), jwk })]);
    assert_eq!(known.keys().iter().count(), 0);
}

#[test]
fn what_is_not_understood_is_not_skipped() {
    let with = |change: fn(&mut ApplicatieState)| {
        let mut told = reader();
        change(&mut told);
        State::default().apply(&Thing::Applicatie(told), &mut compiler())
    };
    assert!(with(|_| {}).is_ok());
    assert!(with(|told| told.autorisaties[0].component = "xyz".to_owned()).is_err());
    assert!(with(|told| told.autorisaties[0].object_type = Some("no url".to_owned())).is_err());
    assert!(
        with(|told| told.autorisaties[0].max_vertrouwelijkheidaanduiding = Some("top".to_owned()))
            .is_err()
    );
    assert!(with(|told| told.autorisaties[0].scopes = vec![String::new()]).is_err());
    assert!(with(|told| told.heeft_alle_autorisaties = true).is_err(), "all and single ones");
    let nameless = Thing::Client(ClientState { client_id: String::new(), ..client() });
    assert!(State::default().apply(&nameless, &mut compiler()).is_err());
}
