//! The other side: signs an assertion as a client does, for trying a client that is registered so.

use serde_json::json;

use crate::sign::{SignError, signed};
use crate::{SigningKey, UnixTime};

/// Seconds that it is good for: long enough for one request.
const LIFETIME: i64 = 60;

/// What an assertion says (RFC 7523 3).
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Who proves to be itself: `iss` and `sub`.
    pub client_id: &'a str,
    /// To whom: `aud`, the issuer's own name.
    pub issuer: &'a str,
    /// A name that never comes again.
    pub jti: &'a str,
}

/// Signs it. The header names no key: the client's are tried.
pub fn sign(said: &Said<'_>, key: &SigningKey, now: UnixTime) -> Result<String, SignError> {
    let header = json!({ "alg": key.algorithm().as_str(), "typ": "JWT" });
    let claims = json!({
        "iss": said.client_id, "sub": said.client_id, "aud": said.issuer, "jti": said.jti,
        "iat": now.as_secs(), "exp": now.plus(LIFETIME).as_secs(),
    });
    signed(&header.to_string(), &claims.to_string(), key)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::Algorithm;
    use crate::assertion::{ClientKey, ClientKeys, Expected, LEEWAY, Rigour, Unverified};
    use crate::testing::{ISSUER, NOW, our_key};

    #[test]
    fn what_is_signed_proves_the_client_where_most_is_demanded_and_for_a_minute() {
        let said = Said { client_id: "taakapp", issuer: ISSUER, jti: "c1f5a2f6" };
        let text = sign(&said, &our_key(), NOW).unwrap();
        let jwk = serde_json::to_value(our_key().verification_key().to_jwk()).unwrap();
        let key = ClientKey::from_value(jwk).unwrap();
        let keys = ClientKeys::from_iter([((), &key)]);
        let (audiences, algorithm) = (&[ISSUER][..], Some(Algorithm::Es256));
        let rigour = Rigour::JtiAndIat;
        let expected = Expected { audiences, algorithm, lifetime: 60, rigour };
        let verified = Unverified::parse(&text).unwrap().verify(&keys, &expected, NOW).unwrap();
        assert_eq!(verified.client_id(), "taakapp");
        assert_eq!(verified.end(), NOW.plus(60 + LEEWAY));
    }
}
