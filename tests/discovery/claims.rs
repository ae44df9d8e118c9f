//! What is said of people, and how it is signed: all that the metadata names, and no more.

use std::collections::BTreeSet;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use super::{Crawl, given, texts};
use crate::connect::authorize::Portal;
use crate::harness::forge::claims_of;
use crate::harness::{Answer, Request};

/// What comes of all that may be asked about a person.
fn redeemed(portal: &mut Portal) -> Answer {
    let scope = [("scope", "openid profile email offline_access"), ("nonce", "kruip")];
    let code = portal.code(&scope);
    portal.redeem(&code, &[])
}

fn names(claims: &Value) -> BTreeSet<String> {
    claims.as_object().unwrap().keys().cloned().collect()
}

pub(super) fn all(crawl: &Crawl, claims: &Value) {
    let answer = redeemed(&mut crawl.by_offline());
    let userinfo = crawl.userinfo(&given(&answer)).json();
    let of_id_token = names(&claims_of(&answer.member("id_token")));
    let said: BTreeSet<String> = of_id_token.union(&names(&userinfo)).cloned().collect();
    let named: BTreeSet<String> = texts(claims).into_iter().map(str::to_owned).collect();
    assert_eq!(said, named, "what is said of a person is what the metadata names");
}

/// Public: every client knows a person by the same name.
pub(super) fn subject_types(crawl: &Crawl, types: &Value) {
    assert_eq!(texts(types), ["public"], "prove the others too");
    let subject =
        || claims_of(&redeemed(&mut crawl.by_offline()).member("id_token"))["sub"].clone();
    assert_eq!(subject(), subject());
}

/// Verified by a library of others, with nothing but what `jwks_uri` says.
pub(super) fn id_token_algorithms(crawl: &Crawl, algorithms: &Value) {
    let keys = Request::get(crawl.path("jwks_uri")).send(crawl.portal.at.issuer);
    let keys: JwkSet = serde_json::from_slice(&keys.body).unwrap();
    for algorithm in texts(algorithms) {
        let mut portal = crawl.by(&json!({
            "grant_types": ["authorization_code", "refresh_token"],
            "id_token_signed_response_alg": algorithm,
        }));
        let token = redeemed(&mut portal).member("id_token");
        let header = decode_header(&token).unwrap();
        assert_eq!(json!(header.alg), algorithm);
        let key = keys.find(header.kid.as_deref().unwrap()).unwrap();
        let mut expected = Validation::new(header.alg);
        expected.set_issuer(&[crawl.metadata["issuer"].as_str().unwrap()]);
        expected.set_audience(&[&portal.app.client_id]);
        decode::<Value>(&token, &DecodingKey::from_jwk(key).unwrap(), &expected).unwrap();
    }
}
