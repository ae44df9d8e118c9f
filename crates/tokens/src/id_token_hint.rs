//! An ID token that a client brings back, to say of whom it speaks (OpenID Connect RP-Initiated Logout
//! 1.0, 2). It is old by then, so its times count for nothing.

use crate::body::Body;
use crate::claims::claim;
use crate::header::Header;
use crate::verify::signature_fits;
use crate::{Audience, KeySet, Part, TokenError, base64url, jws};

/// Who signed in, and at which client: what an ID token says that one of the keys signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTokenHint {
    /// Who.
    pub sub: String,
    /// For which client.
    pub client_id: String,
}

impl IdTokenHint {
    /// Reads one of this issuer's. An access token is none: its header says what it is.
    pub fn verify(token: &str, keys: &KeySet, issuer: &str) -> Result<Self, TokenError> {
        let parts = jws::parts(token)?;
        let [header, payload, signature] = parts;
        let header = Header::of_id_token(header)?;
        let signature =
            base64url::decode(signature).ok_or(TokenError::NotBase64Url(Part::Signature))?;
        signature_fits(keys, &header, jws::signed(token, &parts), &signature)?;
        let json = base64url::decode(payload).ok_or(TokenError::NotBase64Url(Part::Payload))?;
        let body = Body::parse(&json).map_err(|why| why.of(Part::Payload))?;
        let text = |name: &'static str| body.text(name).map_err(claim(name));
        if text("iss")? != issuer {
            return Err(TokenError::WrongIssuer);
        }
        let client_id = text("azp")?.to_owned();
        let audience = Audience::read(&body).map_err(claim("aud"))?;
        if !audience.is_only(&client_id) {
            return Err(TokenError::WrongAudience);
        }
        Ok(Self { sub: text("sub")?.to_owned(), client_id })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::testing::{ISSUER, claims, keys, other_key, our_key};
    use crate::{IdClaims, UnixTime, sign, sign_id_token};

    fn id_token() -> IdClaims {
        IdClaims {
            iss: ISSUER.to_owned(),
            sub: "5f3c".to_owned(),
            aud: "portaal".to_owned(),
            azp: "portaal".to_owned(),
            exp: UnixTime::new(1_000),
            iat: UnixTime::new(700),
            auth_time: UnixTime::new(600),
            nonce: None,
            at_hash: "x".to_owned(),
        }
    }

    #[test]
    fn an_old_id_token_says_of_whom_and_at_which_client() {
        let token = sign_id_token(&id_token(), &our_key()).unwrap();
        let said = IdTokenHint::verify(&token, &keys(), ISSUER).unwrap();
        assert_eq!((said.sub.as_str(), said.client_id.as_str()), ("5f3c", "portaal"));
    }

    #[test]
    fn what_another_signed_or_for_another_issuer_is_none() {
        let token = sign_id_token(&id_token(), &other_key()).unwrap();
        let verdict = IdTokenHint::verify(&token, &keys(), ISSUER);
        assert_eq!(verdict, Err(TokenError::UnknownKey));
        let elsewhere = IdClaims { iss: "https://elders".to_owned(), ..id_token() };
        let token = sign_id_token(&elsewhere, &our_key()).unwrap();
        assert_eq!(IdTokenHint::verify(&token, &keys(), ISSUER), Err(TokenError::WrongIssuer));
        let good = sign_id_token(&id_token(), &our_key()).unwrap();
        let (message, signature) = good.rsplit_once('.').unwrap();
        let (header, _) = message.split_once('.').unwrap();
        let other = base64url::encode(r#"{"iss":"https://poort.voorbeeld.nl","sub":"x"}"#);
        let forged = format!("{header}.{other}.{signature}");
        assert_eq!(IdTokenHint::verify(&forged, &keys(), ISSUER), Err(TokenError::BadSignature));
    }

    #[test]
    fn of_several_audiences_or_another_party_it_is_none() {
        let other = IdClaims { azp: "ander".to_owned(), ..id_token() };
        let token = sign_id_token(&other, &our_key()).unwrap();
        assert_eq!(IdTokenHint::verify(&token, &keys(), ISSUER), Err(TokenError::WrongAudience));
    }

    #[test]
    fn i37_an_access_token_is_none() {
        let token = sign(&claims(), &our_key()).unwrap();
        assert_eq!(IdTokenHint::verify(&token, &keys(), ISSUER), Err(TokenError::WrongType));
    }
}
