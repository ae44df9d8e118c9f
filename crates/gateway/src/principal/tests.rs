//! Tokens that count, and tokens that no longer do, cached or not.

use actix_web::test::TestRequest;
use chrono::{DateTime, TimeDelta};
use edge::clock::Hand;
use edge::feed::{CredentialState, Ended, Revocable, RevocationState, Thing};
use tokens::{AccessClaims, SigningKey, TokenError};

mod opaque;

use super::*;
use crate::route::Routes;
use crate::testing::{
    NOW, claims, client, config, introspector, key, key_state, live, means, reader, routed, routes,
    state, upstream,
};

/// Two upstreams, a key, and the state at 5: one client with one applicatie.
struct Gate {
    key: SigningKey,
    live: Arc<Live>,
    hand: Hand,
    principals: Principals,
    routes: Routes,
}

fn things(key: &SigningKey) -> Vec<Thing> {
    vec![Thing::Applicatie(reader()), Thing::Client(client()), Thing::Key(key_state(key))]
}

fn gate() -> Gate {
    let key = key();
    let (live, hand) = live(5, &things(&key));
    let principals = Principals::new(Arc::clone(&live), means(introspector()), Arc::default());
    let upstreams =
        vec![upstream("a", "https://zaken.example"), upstream("b", "https://other.example")];
    Gate { key, live, hand, principals, routes: routes(&config(upstreams)) }
}

impl Gate {
    /// ES256 signs with chance: a token that is to be known again must be signed once.
    fn token(&self, claims: &AccessClaims) -> String {
        tokens::sign(claims, &self.key).unwrap()
    }

    async fn present(&self, host: &str, token: &str) -> String {
        let request = TestRequest::with_uri("/zaken/api/v1/zaken")
            .insert_header(("host", host))
            .to_http_request();
        let route = routed(&self.routes, &request);
        let presented = Presented::Jwt(SecretString::from(token));
        match self.principals.verify(presented, &route, UnixTime::new(NOW)).await {
            Ok(principal) => match principal.held() {
                Ok(_) => principal.client().to_string(),
                Err(refusal) => format!("{refusal:?}"),
            },
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    async fn verify(&self, claims: &AccessClaims) -> String {
        self.present("zaken.example", &self.token(claims)).await
    }

    fn put(&self, number: u64, things: &[Thing]) {
        self.live.replace(state(number, things));
        self.live.confirm(self.live.moment());
    }
}

#[tokio::test]
async fn a_token_that_counts_names_its_client() {
    let gate = gate();
    let token = gate.token(&claims());
    assert_eq!(gate.present("zaken.example", &token).await, "lezer");
    assert_eq!(gate.present("zaken.example", &token).await, "lezer", "and again from memory");
}

#[tokio::test]
async fn a_remembered_token_is_no_passport_to_another_upstream() {
    let gate = gate();
    let token = gate.token(&claims());
    assert_eq!(gate.present("zaken.example", &token).await, "lezer");
    let refused = gate.present("other.example", &token).await;
    assert_eq!(refused, "Token(WrongAudience)");
}

#[tokio::test]
async fn everything_alive_is_asked_of_the_state_for_each_request() {
    let gate = gate();
    let token = gate.token(&claims());
    let (applicatie, client, key) =
        (Thing::Applicatie(reader()), Thing::Client(client()), Thing::Key(key_state(&gate.key)));
    assert_eq!(gate.present("zaken.example", &token).await, "lezer");

    gate.put(6, &[applicatie.clone(), client.clone()]);
    assert_eq!(gate.present("zaken.example", &token).await, "Token(UnknownKey)");
    gate.put(7, &[applicatie.clone(), key.clone()]);
    assert_eq!(gate.present("zaken.example", &token).await, "ClientGone");
    gate.put(8, &[client.clone(), key.clone()]);
    assert_eq!(gate.present("zaken.example", &token).await, "NoApplicatie");
    gate.put(9, &[applicatie, client, key]);
    assert_eq!(gate.present("zaken.example", &token).await, "lezer");
}

#[tokio::test]
async fn a_token_ends_with_the_credential_it_was_issued_for() {
    let gate = gate();
    let token = gate.token(&claims());
    assert_eq!(gate.present("zaken.example", &token).await, "lezer");
    let other = vec![CredentialState { id: "c2".to_owned(), expires: None }];
    let mut things = things(&gate.key);
    things.push(Thing::Client(edge::feed::ClientState { credentials: other, ..client() }));
    gate.put(6, &things);
    assert_eq!(gate.present("zaken.example", &token).await, "CredentialGone");

    let without = AccessClaims { zp_credential: None, ..claims() };
    assert_eq!(gate.verify(&without).await, "NotAToken");
}

#[tokio::test]
async fn a_token_judged_before_the_withdrawal_is_refused_and_one_after_it_counts() {
    let gate = gate();
    let mut things = things(&gate.key);
    let issued_before = ChangeNumber::new(5);
    things.push(Thing::Client(edge::feed::ClientState { issued_before, ..client() }));
    gate.put(6, &things);
    assert_eq!(gate.verify(&claims()).await, "lezer", "judged by 5, withdrawn before 5");
    let earlier = AccessClaims { zp_change: 4, ..claims() };
    assert_eq!(gate.verify(&earlier).await, "Withdrawn");
}

#[tokio::test]
async fn a_token_expires_even_when_it_is_remembered() {
    let gate = gate();
    let short = AccessClaims { exp: UnixTime::new(NOW + 1), ..claims() };
    assert_eq!(gate.verify(&short).await, "lezer");
    let request = TestRequest::with_uri("/zaken/api/v1/zaken")
        .insert_header(("host", "zaken.example"))
        .to_http_request();
    let route = routed(&gate.routes, &request);
    let token = || Presented::Jwt(tokens::sign(&short, &gate.key).unwrap().into());
    let at = |seconds| UnixTime::new(NOW + seconds);
    // ES256 signs with chance, so this is another token; it is verified first and then remembered.
    let presented = token();
    let Presented::Jwt(text) = &presented else { panic!("it is signed") };
    let again = Presented::Jwt(SecretString::from(text.expose_secret()));
    assert!(gate.principals.verify(presented, &route, at(0)).await.is_ok());
    let refused = gate.principals.verify(again, &route, at(11)).await;
    assert!(matches!(refused, Err(Refusal::Token(TokenError::Expired { .. }))));
}

#[tokio::test]
async fn a_revocation_ends_the_tokens_it_names_and_no_others() {
    let gate = gate();
    let person = |sub: &str| AccessClaims { sub: sub.to_owned(), ..claims() };
    let granted = |id: &str| AccessClaims { zp_grant: Some(id.to_owned()), ..claims() };
    let named = |jti: &str| AccessClaims { jti: jti.to_owned(), ..claims() };
    for (of, meant, neighbour) in [
        (Revocable::token("a"), named("a"), named("b")),
        (Revocable::grant("a"), granted("a"), granted("b")),
        (Revocable::user("a"), person("a"), person("b")),
        // A client is no person, whatever it is called.
        (Revocable::user("lezer"), person("lezer "), claims()),
    ] {
        let until = DateTime::from_timestamp(NOW + 600, 0).unwrap();
        let revoked = |before| {
            let before = ChangeNumber::new(before);
            let of = of.clone();
            Thing::Revocation(RevocationState { of, before, issued_before: None, until })
        };
        let [first, second] = [gate.token(&meant), gate.token(&neighbour)];
        gate.put(6, &[things(&gate.key), vec![revoked(6)]].concat());
        if of != Revocable::user("lezer") {
            assert_eq!(gate.present("zaken.example", &first).await, "Withdrawn", "{of}");
        }
        assert_eq!(gate.present("zaken.example", &second).await, "lezer", "{of}");
        gate.put(7, &[things(&gate.key), vec![revoked(5)]].concat());
        assert_eq!(gate.present("zaken.example", &first).await, "lezer", "judged afterwards");
        gate.put(8, &things(&gate.key));
    }
}

#[tokio::test]
async fn a_revocation_by_moment_ends_what_rests_on_something_of_before_it() {
    let gate = gate();
    let at = |second: i64| DateTime::from_timestamp(second, 0);
    let refreshed =
        AccessClaims { zp_since: Some(UnixTime::new(NOW - 100)), jti: "r".to_owned(), ..claims() };
    let [token, refreshed] = [gate.token(&claims()), gate.token(&refreshed)];
    for (of, moment, counts) in [
        (Revocable::client("lezer"), NOW + 1, ["Withdrawn", "Withdrawn"]),
        (Revocable::client("lezer"), NOW, ["lezer", "Withdrawn"]),
        (Revocable::client("lezer"), NOW - 100, ["lezer", "lezer"]),
        (Revocable::client("ander"), NOW + 1, ["lezer", "lezer"]),
        (Revocable::every(), NOW + 1, ["Withdrawn", "Withdrawn"]),
        (Revocable::every(), NOW, ["lezer", "Withdrawn"]),
    ] {
        let revocation = RevocationState {
            of,
            before: ChangeNumber::NONE,
            issued_before: at(moment),
            until: at(NOW + 600).unwrap(),
        };
        gate.put(6, &[things(&gate.key), vec![Thing::Revocation(revocation.clone())]].concat());
        let present = [&token, &refreshed].map(|token| gate.present("zaken.example", token));
        let [one, other] = present;
        assert_eq!([one.await, other.await], counts, "{revocation:?}");
    }
}

#[tokio::test]
async fn a_stale_state_judges_nobody() {
    let gate = gate();
    let token = gate.token(&claims());
    assert_eq!(gate.present("zaken.example", &token).await, "lezer");
    gate.hand.advance(TimeDelta::seconds(301));
    assert_eq!(gate.present("zaken.example", &token).await, "Stale");
}

#[tokio::test(start_paused = true)]
async fn a_token_ahead_of_the_feed_waits_for_it() {
    let gate = gate();
    let ahead = AccessClaims { zp_change: 6, ..claims() };
    assert_eq!(gate.verify(&ahead).await, "Behind");
    let mut gone = things(&gate.key);
    gone.push(Thing::ClientEnded(Ended { id: "lezer".to_owned() }));
    let (verified, ()) = tokio::join!(gate.verify(&ahead), async { gate.put(6, &gone) });
    assert_eq!(verified, "ClientGone", "judged by the state it waited for");
}

#[tokio::test]
async fn a_token_of_another_key_or_issuer_is_refused() {
    let gate = gate();
    let foreign = Gate { key: key(), ..self::gate() };
    assert_eq!(foreign.verify(&claims()).await, "Token(UnknownKey)");
    let other = AccessClaims { iss: "https://issuer.example/".to_owned(), ..claims() };
    assert_eq!(gate.verify(&other).await, "Token(WrongIssuer)");
}

#[tokio::test]
async fn a_scope_claim_that_is_no_list_is_refused() {
    let gate = gate();
    for scope in ["", "za\"ken"] {
        let odd = AccessClaims { scope: Some(scope.to_owned()), ..claims() };
        let refused = gate.verify(&odd).await;
        assert!(refused == "NotAToken" || refused.starts_with("Token("), "{scope:?}: {refused}");
    }
    let narrow = AccessClaims { scope: Some("zaken.lezen".to_owned()), ..claims() };
    assert_eq!(gate.verify(&narrow).await, "lezer");
}
