//! What a client hears that did not prove who it is: which rule, and nothing of what it sent.

use tokens::assertion::AssertionError;
use tokens::{Flaw, TokenError};

use super::error::Unproven;
use crate::settings::Authentication;

/// The description of a refusal (RFC 6749 5.2).
pub(super) fn told(unproven: Unproven) -> &'static str {
    match unproven {
        Unproven::NoCredentials => NO_CREDENTIALS,
        Unproven::OtherScheme | Unproven::Unreadable(_) => NOT_BASIC,
        Unproven::Wrong => CLIENT,
        Unproven::AssertionType => TYPE,
        Unproven::OtherClientId => OTHER_CLIENT_ID,
        Unproven::AssertionUsed => USED,
        Unproven::KeysAway => AWAY,
        Unproven::Assertion(error) => of_assertion(error),
        Unproven::OtherMethod(Authentication::PrivateKeyJwt) => BY_ASSERTION,
        Unproven::OtherMethod(Authentication::ClientSecret) => BY_SECRET,
        Unproven::OtherMethod(Authentication::None) => BY_NOTHING,
    }
}

fn of_assertion(error: AssertionError) -> &'static str {
    match error {
        AssertionError::Undecodable(error) => of_form(error),
        AssertionError::WrongType => WRONG_TYPE,
        AssertionError::Claim { claim, flaw } => of_claim(claim, flaw),
        // Which of these is nobody's business.
        AssertionError::UnknownKey | AssertionError::BadSignature => SIGNATURE,
        AssertionError::AlgorithmNotOfClient => ALGORITHM,
        AssertionError::IssuerNotSubject => ISSUER,
        AssertionError::SeveralAudiences => SEVERAL,
        AssertionError::WrongAudience => AUDIENCE,
        AssertionError::Expired { .. } => EXPIRED,
        AssertionError::TooLong { .. } => TOO_LONG,
        AssertionError::NotYetValid { .. } => NOT_YET,
        AssertionError::IssuedInTheFuture { .. } => FUTURE,
    }
}

/// Of a text that is no assertion at all.
fn of_form(error: TokenError) -> &'static str {
    match error {
        TokenError::Encrypted => ENCRYPTED,
        TokenError::Duplicate(_) => DUPLICATE,
        TokenError::Critical | TokenError::Transformed { .. } => EXTENSION,
        TokenError::Unsigned | TokenError::UnsupportedAlgorithm => UNSUPPORTED,
        TokenError::Header { .. } => HEADER,
        TokenError::TooLong
        | TokenError::NotCompact
        | TokenError::NotBase64Url(_)
        | TokenError::NotAnObject(_)
        | TokenError::WrongType
        | TokenError::Bound
        | TokenError::UnknownKey
        | TokenError::AlgorithmNotOfKey
        | TokenError::BadSignature
        | TokenError::Claim { .. }
        | TokenError::WrongIssuer
        | TokenError::WrongAudience
        | TokenError::Expired { .. }
        | TokenError::NotYetValid { .. }
        | TokenError::IssuedInTheFuture { .. }
        | TokenError::BringsAKey { .. }
        | TokenError::NamesNoClient { .. } => FORM,
    }
}

fn of_claim(claim: &str, flaw: Flaw) -> &'static str {
    match (claim, flaw) {
        ("iss", _) => ISS,
        ("sub", _) => SUB,
        ("aud", _) => AUD,
        ("exp", Flaw::Missing) => NO_EXP,
        ("jti", Flaw::Missing | Flaw::Empty) => NO_JTI,
        ("jti", _) => JTI,
        ("iat", Flaw::Missing) => NO_IAT,
        _ => MOMENT,
    }
}

const NO_CREDENTIALS: &str = "the client does not authenticate; send its id and secret with HTTP \
                              Basic, or as client_id and client_secret in the body, or a \
                              client_assertion that it signed";
const NOT_BASIC: &str = "the Authorization header is not one of HTTP Basic; send Basic and the \
                         base64 of client id, colon and secret (RFC 7617)";
const CLIENT: &str = "unknown client, wrong secret, or a secret that is expired or revoked; ask \
                      the administrator of this issuer for a new secret";
const TYPE: &str = "client_assertion_type is not \
                    urn:ietf:params:oauth:client-assertion-type:jwt-bearer (RFC 7523 2.2)";
const OTHER_CLIENT_ID: &str = "client_id in the body names another client than the sub of the \
                               client assertion; send the same, or no client_id (RFC 7521 4.2)";
const USED: &str = "this client assertion was used before; sign a new one, with a new jti, for each \
                    request";
const AWAY: &str = "the keys at the jwks_uri of this client cannot be fetched, or what lies there is \
                    not a JWK Set with a key that can be used; the log of this issuer has the reason";
const BY_ASSERTION: &str = "this client authenticates with an assertion that it signs \
                            (private_key_jwt), not with a secret";
const BY_SECRET: &str = "this client authenticates with a secret, not with an assertion; to change \
                         that have its token_endpoint_auth_method set to private_key_jwt";
const BY_NOTHING: &str = "this client is registered as public (token_endpoint_auth_method none), so \
                          it does not authenticate";
const SIGNATURE: &str = "unknown client, or the signature of the client assertion fits no live key \
                         of it under that kid and alg; ask the administrator of this issuer which \
                         public keys are registered";
const WRONG_TYPE: &str = "the typ of the client assertion is that of another kind of token; leave \
                          it out, or use JWT or client-authentication+jwt";
const ALGORITHM: &str = "the alg of the client assertion is not the one that this client is \
                         registered with (token_endpoint_auth_signing_alg)";
const ISSUER: &str = "the iss of the client assertion is not its sub; both are the client id (RFC \
                      7523 3)";
const SEVERAL: &str = "the aud of the client assertion names several; name this issuer alone";
const AUDIENCE: &str = "the aud of the client assertion is neither this issuer, nor its token \
                        endpoint, nor the endpoint that it was sent to, letter by letter";
const EXPIRED: &str = "the client assertion is over: its exp has passed; see that the clock of the \
                       client is right";
const TOO_LONG: &str = "the exp of the client assertion is further ahead than this client may ask \
                        for (assertion_lifetime, 600 seconds unless it was set)";
const NOT_YET: &str = "the nbf of the client assertion is in the future; see that the clock of the \
                       client is right";
const FUTURE: &str = "the iat of the client assertion is in the future; see that the clock of the \
                      client is right";
const ENCRYPTED: &str = "the client assertion is encrypted; send a signed JWT";
const DUPLICATE: &str = "the client assertion names a member twice";
const EXTENSION: &str = "the header of the client assertion has crit, b64 or zip, which nobody here \
                         understands";
const UNSUPPORTED: &str =
    "the alg of the client assertion is not one of RS256, PS256, ES256, EdDSA";
const HEADER: &str =
    "the header of the client assertion lacks alg, or alg, kid or typ is not a text";
const FORM: &str = "the client assertion is not a signed JWT in compact form: three parts of \
                    base64url, header and payload each a JSON object (RFC 7515 7.1)";
const ISS: &str = "the client assertion has no iss that is a text; it is the client id";
const SUB: &str = "the client assertion has no sub that is a text; it is the client id";
const AUD: &str = "the client assertion has no aud that is a text; it is this issuer or its token \
                   endpoint";
const NO_EXP: &str = "the client assertion has no exp";
const NO_JTI: &str = "the client assertion has no jti; give each one a new, random one";
const JTI: &str = "the jti of the client assertion is not a text of at most 512 bytes";
const NO_IAT: &str = "the client assertion has no iat";
const MOMENT: &str =
    "exp, iat or nbf of the client assertion is not a number of seconds since 1970";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        let credentials = [NO_CREDENTIALS, NOT_BASIC, CLIENT, TYPE, OTHER_CLIENT_ID, USED, AWAY];
        let methods = [BY_ASSERTION, BY_SECRET, BY_NOTHING];
        let proofs = [SIGNATURE, WRONG_TYPE, ALGORITHM, ISSUER, SEVERAL, AUDIENCE, EXPIRED];
        let times = [TOO_LONG, NOT_YET, FUTURE, NO_EXP, NO_IAT, MOMENT];
        let forms = [ENCRYPTED, DUPLICATE, EXTENSION, UNSUPPORTED, HEADER, FORM];
        let claims = [ISS, SUB, AUD, NO_JTI, JTI];
        let all = [&credentials[..], &methods, &proofs, &times, &forms, &claims];
        for text in all.into_iter().flatten() {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
