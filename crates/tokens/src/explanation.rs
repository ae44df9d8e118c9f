//! Leave to have a verdict explained: a JWT of the issuer's alone, for one request and for a minute.
//!
//! It is no access token, and opens nothing: a gateway that takes it judges the request that it names as if
//! somebody asked, and says what the verdict would be. It holds what that somebody would authenticate with,
//! so it is as secret as that.

use std::fmt;

use serde::Serialize;

use crate::body::{Body, optional};
use crate::claims::claim;
use crate::expectations::within;
use crate::header::Header;
use crate::sign::{SignError, signed};
use crate::verify::signature_fits;
use crate::{Flaw, KeySet, Part, SigningKey, TokenError, UnixTime, base64url, jws};

/// How long it counts at most, in seconds.
pub const LIFETIME: i64 = 60;

/// The claims.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Who made it: the issuer whose gateway explains.
    pub iss: String,
    /// When.
    pub iat: UnixTime,
    /// From when it is void.
    pub exp: UnixTime,
    /// The method of the request (as RFC 9449 4.2 names it).
    pub htm: String,
    /// Its URL, with its query.
    pub htu: String,
    /// Who would ask.
    #[serde(flatten)]
    pub asker: Asker,
}

/// Who would ask.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Asker {
    /// Whoever has this: the whole value of an `Authorization` header.
    Holder {
        /// The value.
        authorization: String,
    },
    /// A client, with a token that was issued this moment.
    Client {
        /// Which one.
        client_id: String,
        /// The scopes of that token; without them all that it may have.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<String>,
    },
}

/// Signs it. Its `typ` is that of nothing else.
pub fn sign_explanation(claims: &Explanation, key: &SigningKey) -> Result<String, SignError> {
    let payload = serde_json::to_string(claims).map_err(|_| SignError::Claims)?;
    signed(&Header::json_of("zaakpoort-explain+jwt", key), &payload, key)
}

impl Explanation {
    /// Reads one that a key of this issuer signed, and that is in force.
    pub fn verify(
        token: &str,
        (keys, issuer): (&KeySet, &str),
        leeway: i64,
        now: UnixTime,
    ) -> Result<Self, TokenError> {
        let parts = jws::parts(token)?;
        let [header, payload, signature] = parts;
        let header = Header::of_explanation(header)?;
        let signature =
            base64url::decode(signature).ok_or(TokenError::NotBase64Url(Part::Signature))?;
        signature_fits(keys, &header, jws::signed(token, &parts), &signature)?;
        let json = base64url::decode(payload).ok_or(TokenError::NotBase64Url(Part::Payload))?;
        let read = Self::read(&Body::parse(&json).map_err(|why| why.of(Part::Payload))?)?;
        if read.iss != issuer {
            return Err(TokenError::WrongIssuer);
        }
        within((read.iat, None, read.exp), now, leeway)?;
        // One that lives longer was made by nobody who knows what it is.
        if read.iat.plus(LIFETIME) < read.exp {
            return Err(TokenError::Claim { claim: "exp", flaw: Flaw::OutOfRange });
        }
        Ok(read)
    }

    fn read(body: &Body) -> Result<Self, TokenError> {
        let text = |name: &'static str| body.text(name).map(str::to_owned).map_err(claim(name));
        let perhaps = |name: &'static str| optional(body.text(name)).map_err(claim(name));
        let moment = |name: &'static str| body.moment(name).map_err(claim(name));
        let asker = match (perhaps("authorization")?, perhaps("client_id")?) {
            (Some(held), None) => Asker::Holder { authorization: held.to_owned() },
            (None, Some(client)) => Asker::Client {
                client_id: client.to_owned(),
                scope: perhaps("scope")?.map(str::to_owned),
            },
            _ => return Err(TokenError::Claim { claim: "client_id", flaw: Flaw::WrongKind }),
        };
        let (iat, exp) = (moment("iat")?, moment("exp")?);
        Ok(Self { iss: text("iss")?, iat, exp, htm: text("htm")?, htu: text("htu")?, asker })
    }
}

/// Without what it holds.
impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Explanation({} ..)", self.htm)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::testing::{ISSUER, NOW, claims, keys, other_key, our_key};
    use crate::{is_access_token, sign};

    fn explanation() -> Explanation {
        Explanation {
            iss: ISSUER.to_owned(),
            iat: NOW,
            exp: NOW.plus(LIFETIME),
            htm: "GET".to_owned(),
            htu: "https://zaken.voorbeeld.nl/zaken/api/v1/zaken?page=2".to_owned(),
            asker: Asker::Client { client_id: "taakapp".to_owned(), scope: None },
        }
    }

    fn verified(claims: &Explanation, at: UnixTime) -> Result<Explanation, TokenError> {
        let token = sign_explanation(claims, &our_key()).unwrap();
        Explanation::verify(&token, (&keys(), ISSUER), 0, at)
    }

    #[test]
    fn what_was_signed_is_read_again() {
        let held = Asker::Holder { authorization: "Bearer a.b.c".to_owned() };
        let narrowed =
            Asker::Client { client_id: "t".to_owned(), scope: Some("zaken.lezen".to_owned()) };
        for claims in [
            explanation(),
            Explanation { asker: held, ..explanation() },
            Explanation { asker: narrowed, ..explanation() },
        ] {
            assert_eq!(verified(&claims, NOW), Ok(claims));
        }
    }

    #[test]
    fn it_counts_for_a_minute_and_for_this_issuer_alone() {
        assert!(verified(&explanation(), NOW.plus(LIFETIME - 1)).is_ok());
        assert!(verified(&explanation(), NOW.plus(LIFETIME)).is_err());
        let longer = Explanation { exp: NOW.plus(LIFETIME + 1), ..explanation() };
        assert!(verified(&longer, NOW).is_err());
        let elsewhere = Explanation { iss: "https://elders".to_owned(), ..explanation() };
        assert_eq!(verified(&elsewhere, NOW), Err(TokenError::WrongIssuer));
        let token = sign_explanation(&explanation(), &other_key()).unwrap();
        let verdict = Explanation::verify(&token, (&keys(), ISSUER), 0, NOW);
        assert_eq!(verdict, Err(TokenError::UnknownKey));
    }

    #[test]
    fn it_is_no_access_token_and_an_access_token_is_none() {
        let token = sign_explanation(&explanation(), &our_key()).unwrap();
        assert!(!is_access_token(&token));
        assert_eq!(crate::UnverifiedToken::parse(&token).err(), Some(TokenError::WrongType));
        let token = sign(&claims(), &our_key()).unwrap();
        let verdict = Explanation::verify(&token, (&keys(), ISSUER), 0, NOW);
        assert_eq!(verdict, Err(TokenError::WrongType));
    }
}
