//! A digest of the state, whatever order its things came in: two gateways that know the same have the same.
//!
//! It is a sum, so that a change costs only what changed. It compares honest gateways; it proves
//! nothing against somebody who chooses the things.

use edge::feed::{ApplicatieState, ClientState, Thing};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A digest of things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digest(u128);

impl Digest {
    /// The digest of one thing. What has no order of its own is put into one.
    pub(super) fn of(thing: &Thing) -> Self {
        let mut hash = Sha256::new();
        match thing {
            Thing::Applicatie(told) => {
                let parts = sorted(&told.autorisaties);
                let bare = ApplicatieState { autorisaties: Vec::new(), ..bare(told) };
                add(&mut hash, &Thing::Applicatie(bare));
                parts.iter().for_each(|part| hash.update(part));
            }
            Thing::Client(told) => {
                let parts = sorted(&told.credentials);
                let mut bare = ClientState { credentials: Vec::new(), ..told.clone() };
                // Sealed anew each time it is told: the same key has many texts.
                bare.zgw_keys.iter_mut().for_each(|key| key.sealed.clear());
                add(&mut hash, &Thing::Client(bare));
                parts.iter().for_each(|part| hash.update(part));
            }
            other => add(&mut hash, other),
        }
        Self(first(&hash.finalize()))
    }

    /// With these things too.
    pub(super) fn add(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// Without them.
    pub(super) fn subtract(&mut self, other: Self) {
        self.0 = self.0.wrapping_sub(other.0);
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// An applicatie without its autorisaties.
fn bare(told: &ApplicatieState) -> ApplicatieState {
    ApplicatieState {
        id: told.id,
        label: told.label.clone(),
        heeft_alle_autorisaties: told.heeft_alle_autorisaties,
        alleen_is_gereed_voor_publicatie: told.alleen_is_gereed_voor_publicatie,
        autorisaties: Vec::new(),
    }
}

/// The hashes of parts, in an order that does not depend on theirs.
fn sorted<T: Serialize>(parts: &[T]) -> Vec<[u8; 32]> {
    let one = |part: &T| {
        let mut hash = Sha256::new();
        add(&mut hash, part);
        hash.finalize().into()
    };
    let mut hashes: Vec<[u8; 32]> = parts.iter().map(one).collect();
    hashes.sort_unstable();
    hashes
}

/// The wire's own words; none of the feed's types fails to be written.
fn add(hash: &mut Sha256, part: &impl Serialize) {
    hash.update(serde_json::to_vec(part).unwrap_or_default());
}

fn first(hash: &[u8]) -> u128 {
    hash.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use chrono::DateTime;
    use edge::feed::{ChangeNumber, CredentialState, Ended, ZgwKeyState};
    use uuid::Uuid;

    use crate::state::State;
    use crate::testing::{client, compiler, key, key_state, reader, state};

    use super::*;

    fn changed(state: &State, thing: &Thing) -> State {
        let mut next = state.clone();
        next.apply(thing, &mut compiler()).unwrap();
        next
    }

    #[test]
    fn the_order_in_which_things_came_does_not_count_and_every_thing_does() {
        let things =
            [Thing::Applicatie(reader()), Thing::Client(client()), Thing::Key(key_state(&key()))];
        let mut turned = things.clone();
        turned.reverse();
        let whole = state(1, &things).digest();
        assert_eq!(whole, state(9, &turned).digest());
        for at in 0..things.len() {
            let mut fewer = things.to_vec();
            fewer.remove(at);
            assert_ne!(whole, state(1, &fewer).digest(), "{at}");
        }
    }

    #[test]
    fn what_changed_and_changed_back_or_ended_leaves_no_trace() {
        let known = state(1, &[Thing::Applicatie(reader())]);
        let other = ApplicatieState { id: Uuid::from_u128(2), ..reader() };
        let with = changed(&known, &Thing::Applicatie(other.clone()));
        assert_ne!(known.digest(), with.digest());
        let ended = changed(&with, &Thing::ApplicatieEnded(Ended { id: other.id }));
        assert_eq!(known.digest(), ended.digest());

        let narrower = ApplicatieState { autorisaties: Vec::new(), ..reader() };
        let narrowed = changed(&known, &Thing::Applicatie(narrower));
        assert_ne!(known.digest(), narrowed.digest());
        let back = changed(&narrowed, &Thing::Applicatie(reader()));
        assert_eq!(known.digest(), back.digest());

        let key = key_state(&key());
        let with = changed(&known, &Thing::Key(key.clone()));
        assert_ne!(known.digest(), with.digest());
        assert_eq!(changed(&with, &Thing::Key(key.clone())).digest(), with.digest(), "twice");
        let ended = changed(&with, &Thing::KeyEnded(Ended { id: key.kid }));
        assert_eq!(known.digest(), ended.digest());

        let with = changed(&known, &Thing::Client(client()));
        assert_ne!(known.digest(), with.digest());
        let gone = Ended { id: client().client_id };
        assert_eq!(known.digest(), changed(&with, &Thing::ClientEnded(gone)).digest());
    }

    #[test]
    fn the_order_of_autorisaties_and_credentials_does_not_count() {
        let mut two = reader();
        let mut second = two.autorisaties[0].clone();
        second.scopes = vec!["zaken.aanmaken".to_owned()];
        two.autorisaties.push(second);
        let mut turned = two.clone();
        turned.autorisaties.reverse();
        let of = |told: &ApplicatieState| Digest::of(&Thing::Applicatie(told.clone()));
        assert_eq!(of(&two), of(&turned));
        assert_ne!(of(&two), of(&reader()));

        let credential = |id: &str| CredentialState { id: id.to_owned(), expires: None };
        let of = |ids: &[&str]| {
            let credentials = ids.iter().map(|id| credential(id)).collect();
            Digest::of(&Thing::Client(ClientState { credentials, ..client() }))
        };
        assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(of(&["a", "b"]), of(&["a"]));
        let key = |id: &str, sealed: &str| ZgwKeyState {
            id: id.to_owned(),
            sealed: sealed.to_owned(),
            expires: DateTime::UNIX_EPOCH,
        };
        let of = |key| {
            let zgw_keys = vec![key];
            Digest::of(&Thing::Client(ClientState { zgw_keys, ..client() }))
        };
        assert_eq!(of(key("a", "x")), of(key("a", "y")), "sealed anew");
        assert_ne!(of(key("a", "x")), of(key("b", "x")));
        let later = ClientState { issued_before: ChangeNumber::new(3), ..client() };
        assert_ne!(Digest::of(&Thing::Client(client())), Digest::of(&Thing::Client(later)));
    }
}
