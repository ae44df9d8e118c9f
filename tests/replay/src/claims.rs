//! How a recorded request authenticated: a header as it was, or what its ZGW JWT said.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::token::Algorithm;

/// The claims that a recipe may set.
const CLAIMS: &[&str] = &[
    "iss",
    "iat",
    "exp",
    "nbf",
    "aud",
    "sub",
    "jti",
    "client_id",
    "user_id",
    "user_representation",
];

/// The header `Authorization` of a request.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Auth {
    /// As it was, with `{h}`, `{p}` and `{s}` for the segments of a valid token.
    Raw { raw: String },
    /// `Bearer` and a token.
    Token(Recipe),
}

/// What is peculiar to a token; without anything it is a valid one.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Recipe {
    client_id: Value,
    #[serde(default)]
    jwt: Map<String, Value>,
}

/// What a token consists of, before it is signed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ingredients {
    pub(crate) header: Value,
    pub(crate) payload: Vec<u8>,
    pub(crate) algorithm: Algorithm,
    /// Whose key signs it; none where that is nobody.
    pub(crate) signer: Option<String>,
    /// Instead of a signature.
    pub(crate) signature: Option<String>,
}

impl Recipe {
    /// That of a valid token.
    pub(crate) fn valid(client_id: &str) -> Self {
        Self { client_id: json!(client_id), jwt: Map::new() }
    }

    /// What it asks for, at this moment in seconds; or the word in it that is not understood.
    pub(crate) fn ingredients(&self, now: i64) -> Result<Ingredients, String> {
        for word in self.jwt.keys() {
            let other = ["alg", "header", "sig", "secret_of", "raw_payload", "drop"];
            if !CLAIMS.contains(&word.as_str()) && !other.contains(&word.as_str()) {
                return Err(format!("its token has `{word}`, which is not understood"));
            }
        }
        let alg = self.text("alg").unwrap_or("HS256");
        Ok(Ingredients {
            header: self.jwt.get("header").cloned().unwrap_or(json!({ "typ": "JWT", "alg": alg })),
            payload: self.payload(now)?,
            algorithm: Algorithm::named(alg),
            signer: self.text("secret_of").or(self.client_id().as_str()).map(str::to_owned),
            signature: self.text("sig").map(str::to_owned),
        })
    }

    fn text(&self, word: &str) -> Option<&str> {
        self.jwt.get(word).and_then(Value::as_str)
    }

    fn client_id(&self) -> &Value {
        self.jwt.get("client_id").unwrap_or(&self.client_id)
    }

    fn payload(&self, now: i64) -> Result<Vec<u8>, String> {
        if let Some(raw) = self.text("raw_payload") {
            let raw = STANDARD.decode(raw).map_err(|_| "its payload is not base64".to_owned())?;
            return Ok(with_the_moment_renewed(&raw, now));
        }
        let mut claims = Map::new();
        claims.insert("iss".to_owned(), self.client_id().clone());
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("client_id".to_owned(), self.client_id().clone());
        claims.insert("user_id".to_owned(), json!("replay"));
        claims.insert("user_representation".to_owned(), json!("Replay"));
        for (name, told) in self.jwt.iter().filter(|(name, _)| CLAIMS.contains(&name.as_str())) {
            claims.insert(name.clone(), claim(told, now));
        }
        for dropped in self.jwt.get("drop").and_then(Value::as_array).into_iter().flatten() {
            let name = dropped.as_str().ok_or("`drop` of its token holds no names")?;
            claims.remove(name);
        }
        Ok(Value::Object(claims).to_string().into_bytes())
    }
}

/// `{"now": n}` is a moment as many seconds ahead; one that was written out is that of the
/// recording, and becomes now.
fn claim(told: &Value, now: i64) -> Value {
    if let Some(offset) = told.get("now").and_then(Value::as_i64) {
        return json!(now + offset);
    }
    let renewed = with_the_moment_renewed(told.to_string().as_bytes(), now);
    serde_json::from_slice(&renewed).unwrap_or_else(|_| told.clone())
}

/// Every number of 10 digits is the moment of the recording in seconds, and of 13 digits in
/// milliseconds: both become now.
fn with_the_moment_renewed(text: &[u8], now: i64) -> Vec<u8> {
    let mut renewed = Vec::with_capacity(text.len());
    for run in text.chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit()) {
        match run.len() {
            10 if run[0].is_ascii_digit() => renewed.extend(now.to_string().bytes()),
            13 if run[0].is_ascii_digit() => renewed.extend((now * 1_000).to_string().bytes()),
            _ => renewed.extend(run),
        }
    }
    renewed
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn of(told: Value) -> Ingredients {
        match serde_json::from_value(told).unwrap() {
            Auth::Token(recipe) => recipe.ingredients(NOW).unwrap(),
            Auth::Raw { raw } => panic!("{raw}"),
        }
    }

    fn claims(jwt: &Value) -> Value {
        let made = of(json!({ "client_id": "a", "variant": "x", "jwt": jwt }));
        serde_json::from_slice(&made.payload).unwrap()
    }

    #[test]
    fn a_recipe_without_anything_is_a_valid_token() {
        let made = of(json!({ "client_id": "a", "variant": "valid" }));
        assert_eq!(made.header, json!({ "typ": "JWT", "alg": "HS256" }));
        assert_eq!((made.signer.as_deref(), made.signature), (Some("a"), None));
        let claims = claims(&json!({}));
        assert_eq!(claims["iat"], NOW);
        assert_eq!((&claims["iss"], &claims["client_id"]), (&json!("a"), &json!("a")));
        assert_eq!(claims.as_object().unwrap().len(), 5);
    }

    #[test]
    fn moments_count_from_now() {
        for (told, meant) in [
            (json!({ "now": -3604 }), json!(NOW - 3_604)),
            (json!("1795200520"), json!("1800000000")),
            (json!(1_795_200_520_000_i64), json!(NOW * 1_000)),
            (json!(0), json!(0)),
            (json!(-1), json!(-1)),
            (json!(1e30), json!(1e30)),
            (json!("abc"), json!("abc")),
            (json!(true), json!(true)),
            (json!(null), json!(null)),
        ] {
            assert_eq!(claims(&json!({ "iat": told }))["iat"], meant, "{told}");
        }
    }

    #[test]
    fn a_payload_as_it_was_keeps_its_bytes_but_the_moment() {
        let raw = STANDARD.encode(b"{\"a\":1,\"a\":2,\"iat\":1795200520}\xff");
        let made = of(json!({ "client_id": "a", "jwt": { "raw_payload": raw } }));
        assert_eq!(made.payload, b"{\"a\":1,\"a\":2,\"iat\":1800000000}\xff");
    }

    #[test]
    fn claims_are_dropped_and_set_to_any_type() {
        let told = claims(&json!({ "drop": ["iss", "iat"], "sub": 5, "client_id": {} }));
        assert_eq!(told["sub"], 5);
        assert_eq!(told["client_id"], json!({}));
        assert!(told.get("iss").is_none() && told.get("iat").is_none());
    }

    #[test]
    fn the_key_is_that_of_the_client_that_the_token_names_or_another_one() {
        for (jwt, signer) in [
            (json!({ "client_id": "b" }), Some("b")),
            (json!({ "client_id": "B", "secret_of": "b" }), Some("b")),
            (json!({ "client_id": 5 }), None),
            (json!({ "drop": ["client_id"] }), Some("a")),
        ] {
            let made = of(json!({ "client_id": "a", "jwt": jwt }));
            assert_eq!(made.signer.as_deref(), signer, "{jwt}");
        }
    }

    #[test]
    fn a_header_of_its_own_is_taken_as_it_is() {
        let made = of(json!({ "client_id": "a", "jwt": { "header": ["HS256"], "sig": "!!!" } }));
        assert_eq!(made.header, json!(["HS256"]));
        assert_eq!(made.signature.as_deref(), Some("!!!"));
        let made = of(json!({ "client_id": "a", "jwt": { "alg": "HS384" } }));
        assert_eq!(made.header["alg"], "HS384");
        assert_eq!(made.algorithm, Algorithm::Hs384);
    }

    #[test]
    fn a_word_that_is_not_understood_is_told() {
        let recipe: Recipe =
            serde_json::from_value(json!({ "client_id": "a", "jwt": { "kid": 5 } })).unwrap();
        assert!(recipe.ingredients(NOW).unwrap_err().contains("`kid`"));
    }
}
