//! The ZGW JWT of a call, verified as Open Zaak 1.30 does: same order, same codes, always 403.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use sha2::Sha256;

use crate::claims;
use crate::credentials::Credentials;

/// Who signed a call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The claim `client_id`, whose secret the signature fits.
    pub client_id: String,
    /// The claim `user_id`, when it is a string.
    pub user_id: Option<String>,
    /// The claim `user_representation`, when it is a string.
    pub user_representation: Option<String>,
}

/// Why a call was refused; the text is what the caller reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("Stuur precies één Authorization-header van de vorm 'Bearer <JWT>' mee.")]
    NoToken,
    #[error("Het JWT is niet te lezen: kop en inhoud moeten JSON-objecten in base64url zijn.")]
    Undecodable,
    #[error("Het JWT noemt geen client_id.")]
    NoClientId,
    #[error("De client_id in het JWT is hier niet bekend.")]
    UnknownClient,
    #[error("De handtekening van het JWT past niet bij het secret van deze client_id.")]
    BadSignature,
    #[error("Het JWT moet met HS256 ondertekend zijn.")]
    Algorithm,
    #[error("Het JWT is na zijn exp aangeboden.")]
    Expired,
    #[error("Het JWT is vóór zijn nbf aangeboden.")]
    Immature,
    #[error("exp en nbf moeten een tijdstip in seconden zijn.")]
    MalformedTime,
    #[error("Een ZGW JWT heeft geen aud.")]
    Audience,
    #[error("De claim sub moet een tekst zijn.")]
    Subject,
    #[error("De claim jti moet een tekst zijn.")]
    TokenId,
    #[error("De claim iss ontbreekt.")]
    NoIssuer,
    #[error("De claim iat ontbreekt.")]
    NoIssuedAt,
    #[error("De claim iat is geen geheel getal.")]
    IssuedAtNotNumber,
    #[error("Het JWT is een uur of langer geleden gemaakt; maak een nieuw.")]
    TooOld,
}

impl Refusal {
    /// The code in the problem body, as Open Zaak names it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoToken | Self::IssuedAtNotNumber => "permission_denied",
            Self::Undecodable => "jwt-decode-error",
            Self::NoClientId => "missing-client-identifier",
            Self::UnknownClient => "invalid-client-identifier",
            Self::BadSignature => "invalid-jwt-signature",
            Self::Algorithm => "jwt-invalidalgorithmerror",
            Self::Expired => "jwt-expiredsignatureerror",
            Self::Immature => "jwt-immaturesignatureerror",
            Self::MalformedTime => "jwt-decodeerror",
            Self::Audience => "jwt-invalidaudienceerror",
            Self::Subject => "jwt-invalidsubjecterror",
            Self::TokenId => "jwt-invalidjtierror",
            // Stricter than Open Zaak, which lets it pass: the standard says iss MUST be there.
            Self::NoIssuer => "jwt-missingrequiredclaimerror",
            Self::NoIssuedAt => "jwt-missing-iat-claim",
            Self::TooOld => "jwt-expired",
        }
    }
}

/// Verifies the token of a request; `now` in seconds since 1970.
pub(crate) fn verify(
    headers: &HeaderMap,
    credentials: &Credentials,
    now: i64,
) -> Result<Caller, Refusal> {
    let token = Token::decode(presented(headers)?)?;
    let client_id = claims::client_id(&token.claims)?;
    let secret = credentials.secret_of(client_id).ok_or(Refusal::UnknownClient)?;
    token.check_signature(&secret)?;
    claims::check(&token.claims, now)?;
    Ok(claims::caller(client_id, &token.claims))
}

/// The scheme is compared as Open Zaak does, case and single space included.
fn presented(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION);
    let (Some(value), None) = (values.next(), values.next()) else { return Err(Refusal::NoToken) };
    let value = value.to_str().map_err(|_| Refusal::NoToken)?;
    value.strip_prefix("Bearer ").ok_or(Refusal::NoToken)
}

/// A token taken apart; nothing in it is believed yet.
struct Token<'a> {
    signed: &'a str,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    fn decode(token: &'a str) -> Result<Self, Refusal> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Undecodable)?;
        let (header, claims) = signed.split_once('.').ok_or(Refusal::Undecodable)?;
        let header = object(header)?;
        let claims = object(claims)?;
        let odd_kid = header.get("kid").is_some_and(|kid| !kid.is_string());
        // RFC 7515 4.1.11: we understand no extension, so any `crit` is refused.
        if odd_kid || header.contains_key("crit") {
            return Err(Refusal::Undecodable);
        }
        Ok(Self { signed, header, claims, signature: base64url(signature)? })
    }

    fn check_signature(&self, secret: &SecretString) -> Result<(), Refusal> {
        if self.header.get("alg").and_then(Value::as_str) != Some("HS256") {
            return Err(Refusal::Algorithm);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
            .map_err(|_| Refusal::BadSignature)?;
        mac.update(self.signed.as_bytes());
        // constant time, within hmac
        mac.verify_slice(&self.signature).map_err(|_| Refusal::BadSignature)
    }
}

fn object(part: &str) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(&base64url(part)?) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Refusal::Undecodable),
    }
}

fn base64url(part: &str) -> Result<Vec<u8>, Refusal> {
    // As Open Zaak: "=" at the end is let pass.
    let padding =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&URL_SAFE, padding).decode(part).map_err(|_| Refusal::Undecodable)
}
