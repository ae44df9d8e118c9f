//! Self-signed ZGW JWTs, right ones and wrong ones.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::claims::{Auth, Ingredients, Recipe};

/// Signs in the name of nobody.
const NOBODYS: &str = "the key of nobody, as long as the others";

/// With what a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Hs256,
    Hs384,
    Hs512,
}

impl Algorithm {
    /// That of this name; what is no HMAC, or no name of one, is signed as HS256.
    pub(crate) fn named(alg: &str) -> Self {
        match alg {
            "HS384" => Self::Hs384,
            "HS512" => Self::Hs512,
            _ => Self::Hs256,
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Hs256 => hmac::HMAC_SHA256,
            Self::Hs384 => hmac::HMAC_SHA384,
            Self::Hs512 => hmac::HMAC_SHA512,
        }
    }
}

/// The keys of all clients.
#[derive(Debug)]
pub(crate) struct Keys {
    of_clients: BTreeMap<String, String>,
    /// Who may do everything.
    versatile: String,
}

impl Keys {
    pub(crate) fn new(of_clients: BTreeMap<String, String>, versatile: &str) -> Self {
        Self { of_clients, versatile: versatile.to_owned() }
    }

    /// The value of `Authorization` that a request had, as it is at this moment in seconds.
    pub(crate) fn authorization(&self, auth: &Auth, now: i64) -> Result<String, String> {
        match auth {
            Auth::Token(recipe) => {
                Ok(format!("Bearer {}", self.token(recipe, now)?.fill("{h}.{p}.{s}")))
            }
            Auth::Raw { raw } => Ok(self.token(&Recipe::valid(&self.versatile), now)?.fill(raw)),
        }
    }

    fn token(&self, recipe: &Recipe, now: i64) -> Result<Token, String> {
        let Ingredients { header, payload, algorithm, signer, signature } =
            recipe.ingredients(now)?;
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let key = signer.and_then(|signer| self.of_clients.get(&signer));
        let key = key.filter(|key| !key.is_empty()).map_or(NOBODYS, String::as_str);
        let signed = || {
            let key = hmac::Key::new(algorithm.hmac(), key.as_bytes());
            URL_SAFE_NO_PAD.encode(hmac::sign(&key, format!("{header}.{payload}").as_bytes()))
        };
        let signature = signature.unwrap_or_else(signed);
        Ok(Token { header, payload, signature })
    }
}

/// The three segments.
struct Token {
    header: String,
    payload: String,
    signature: String,
}

impl Token {
    fn fill(&self, form: &str) -> String {
        form.replace("{h}", &self.header)
            .replace("{p}", &self.payload)
            .replace("{s}", &self.signature)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn header(auth: Value) -> String {
        let of_clients = [("a", "key of a"), ("b", "key of b"), ("leeg", "")];
        let of_clients = of_clients.map(|(id, key)| (id.to_owned(), key.to_owned()));
        let keys = Keys::new(of_clients.into(), "a");
        keys.authorization(&serde_json::from_value(auth).unwrap(), NOW).unwrap()
    }

    fn segments(header: &str) -> Vec<&str> {
        header.strip_prefix("Bearer ").unwrap().split('.').collect()
    }

    fn is_signed(header: &str, algorithm: hmac::Algorithm, key: &str) -> bool {
        let parts = segments(header);
        let tag = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        let key = hmac::Key::new(algorithm, key.as_bytes());
        hmac::verify(&key, format!("{}.{}", parts[0], parts[1]).as_bytes(), &tag).is_ok()
    }

    #[test]
    fn a_valid_token_is_signed_by_its_client() {
        let header = header(json!({ "client_id": "b", "variant": "valid" }));
        assert!(is_signed(&header, hmac::HMAC_SHA256, "key of b"));
        assert!(!is_signed(&header, hmac::HMAC_SHA256, "key of a"));
        assert_eq!(segments(&header)[0], "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9");
    }

    #[test]
    fn other_algorithms_and_other_keys_sign_when_they_are_asked_for() {
        for (jwt, algorithm, key) in [
            (json!({ "alg": "HS384" }), hmac::HMAC_SHA384, "key of a"),
            (json!({ "alg": "HS512" }), hmac::HMAC_SHA512, "key of a"),
            (json!({ "alg": "RS256" }), hmac::HMAC_SHA256, "key of a"),
            (json!({ "secret_of": "b" }), hmac::HMAC_SHA256, "key of b"),
            (json!({ "secret_of": "nobody" }), hmac::HMAC_SHA256, NOBODYS),
            (json!({ "client_id": "leeg" }), hmac::HMAC_SHA256, NOBODYS),
        ] {
            let header = header(json!({ "client_id": "a", "jwt": jwt }));
            assert!(is_signed(&header, algorithm, key), "{jwt}");
        }
    }

    #[test]
    fn a_signature_may_be_told() {
        let header = header(json!({ "client_id": "a", "jwt": { "alg": "none", "sig": "" } }));
        assert_eq!(segments(&header)[2], "");
        assert_eq!(segments(&header)[0], URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#));
    }

    #[test]
    fn a_header_as_it_was_holds_the_segments_of_a_valid_token() {
        let raw = |raw| header(json!({ "variant": "raw", "raw": raw, "description": "" }));
        let valid = header(json!({ "client_id": "a" }));
        assert_eq!(raw("Bearer {h}.{p}.{s}"), valid);
        assert_eq!(raw("{h}.{p}"), segments(&valid)[..2].join("."));
        assert_eq!(raw("Bearer\t{s}= "), format!("Bearer\t{}= ", segments(&valid)[2]));
        assert_eq!(raw(""), "");
    }
}
