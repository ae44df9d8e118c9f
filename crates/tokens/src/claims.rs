//! What an access token says (RFC 9068 2.2).

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::body::{Body, optional};
use crate::{Flaw, Part, TokenError, UnixTime};

/// The claims of an access token. Plain data: that they are true is said by the
/// [`VerifiedToken`](crate::VerifiedToken) they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessClaims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is about; of client credentials the client itself (RFC 9068 2.2).
    pub sub: String,
    /// Whom it is meant for.
    pub aud: Audience,
    /// From when it is void.
    pub exp: UnixTime,
    /// When it was issued.
    pub iat: UnixTime,
    /// Its own name, never used twice.
    pub jti: String,
    /// Which client asked for it.
    pub client_id: String,
    /// The same client, as OpenID Connect calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub azp: Option<String>,
    /// Scopes it is limited to, separated by spaces; without it, all that the autorisaties give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The organisation that its client acts for, where the token says so.
    #[serde(flatten)]
    pub organisation: OrganisationClaims,
    /// The credential that it was asked for with; with that one's end, it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zp_credential: Option<String>,
    /// The grant that it came of, where a person gave it; with that one's end, it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zp_grant: Option<String>,
    /// Since when what it rests on has been given, where that is longer than the token itself: a grant that
    /// was refreshed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zp_since: Option<UnixTime>,
    /// When the person gave their password, where one gave the grant (RFC 9068 2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<UnixTime>,
    /// Number of the change in the issuer's log that it was judged by.
    pub zp_change: u64,
}

impl AccessClaims {
    /// The claims of a token that says nothing itself, as they were kept when it was issued.
    pub fn kept(json: &[u8]) -> Result<Self, TokenError> {
        Self::read(&Body::parse(json).map_err(|why| why.of(Part::Payload))?)
    }

    /// Since when what it rests on has been given.
    pub fn rests_since(&self) -> UnixTime {
        self.zp_since.map_or(self.iat, |since| since.min(self.iat))
    }

    /// Reads every claim with its type. Claims that have no field here are ignored (RFC 7519 4).
    pub(crate) fn read(body: &Body) -> Result<Self, TokenError> {
        refuse_bound(body)?;
        Ok(Self {
            iss: text(body, "iss")?,
            sub: text(body, "sub")?,
            aud: Audience::read(body).map_err(claim("aud"))?,
            exp: body.moment("exp").map_err(claim("exp"))?,
            iat: body.moment("iat").map_err(claim("iat"))?,
            jti: text(body, "jti")?,
            client_id: text(body, "client_id")?,
            azp: optional_text(body, "azp")?,
            scope: optional_text(body, "scope")?,
            organisation: OrganisationClaims::read(body)?,
            zp_credential: optional_text(body, "zp_credential")?,
            zp_grant: optional_text(body, "zp_grant")?,
            zp_since: optional(body.moment("zp_since")).map_err(claim("zp_since"))?,
            auth_time: optional(body.moment("auth_time")).map_err(claim("auth_time"))?,
            zp_change: body.whole("zp_change").map_err(claim("zp_change"))?,
        })
    }
}

/// An organisation, in the names that ACM/IDM Vlaanderen and the Dutch standards have. Codes are text:
/// they begin with zeros.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OrganisationClaims {
    /// KBO number, OVO code or OV number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vo_orgcode: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vo_orgnaam: Option<String>,
    /// What it calls the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vo_applicatienaam: Option<String>,
    /// Rechtspersonen en Samenwerkingsverbanden Informatienummer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rsin: Option<String>,
    /// Organisatie-identificatienummer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oin: Option<String>,
}

impl OrganisationClaims {
    fn read(body: &Body) -> Result<Self, TokenError> {
        Ok(Self {
            vo_orgcode: optional_text(body, "vo_orgcode")?,
            vo_orgnaam: optional_text(body, "vo_orgnaam")?,
            vo_applicatienaam: optional_text(body, "vo_applicatienaam")?,
            rsin: optional_text(body, "rsin")?,
            oin: optional_text(body, "oin")?,
        })
    }
}

/// RFC 8705 3, RFC 9449 7.1: what is bound to its client counts only beside a proof, and none is asked for here.
/// So it counts for nobody, and least of all for who took it from its client.
pub(crate) fn refuse_bound(body: &Body) -> Result<(), TokenError> {
    if body.has("cnf") { Err(TokenError::Bound) } else { Ok(()) }
}

/// Blames a claim for a flaw.
pub(crate) fn claim(claim: &'static str) -> impl FnOnce(Flaw) -> TokenError {
    move |flaw| TokenError::Claim { claim, flaw }
}

fn text(body: &Body, name: &'static str) -> Result<String, TokenError> {
    body.text(name).map(str::to_owned).map_err(claim(name))
}

fn optional_text(body: &Body, name: &'static str) -> Result<Option<String>, TokenError> {
    optional(body.text(name)).map(|text| text.map(str::to_owned)).map_err(claim(name))
}

/// Whom a token is meant for: one name or several, written as a text or an array of texts
/// (RFC 7519 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience(Vec<String>);

impl Audience {
    /// Whether a name is among them, letter by letter.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|one| one == name)
    }

    /// Whether a name stands there, and no other.
    pub fn is_only(&self, name: &str) -> bool {
        matches!(self.0.as_slice(), [only] if only == name)
    }

    pub(crate) fn read(body: &Body) -> Result<Self, Flaw> {
        match body.value("aud")? {
            Value::String(one) => Ok(Self(vec![one.clone()])),
            Value::Array(several) => {
                let texts = several.iter().map(|one| one.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().map(Self).ok_or(Flaw::WrongKind)
            }
            _ => Err(Flaw::WrongKind),
        }
    }
}

impl From<Vec<String>> for Audience {
    fn from(names: Vec<String>) -> Self {
        Self(names)
    }
}

impl From<&str> for Audience {
    fn from(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_secs())
    }
}
