//! What somebody shows to say who they are, read and not yet verified.

use std::net::IpAddr;

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use edge::authorization::{Authorization, AuthorizationError, Basic};
use edge::peer::Peer;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::assertion::Assertion;
use super::credentials::Credentials;
use super::error::{ClientAuthError, Unproven, Via};
use crate::app::App;
use crate::cors;
use crate::guesses::Leave;
use crate::pace::Wait;

const TWO_METHODS: &str = "the client authenticates in more than one way: in the Authorization \
                           header, by client_secret, by client_assertion; use one of them (RFC \
                           6749 2.3)";
const OTHER_CLIENT: &str =
    "client_id in the body names another client than the Authorization header";

/// What was presented, not yet verified.
#[derive(Debug)]
pub(crate) struct Presented {
    pub(super) by: By,
    /// Where it comes from.
    from: IpAddr,
}

/// What somebody proves by who they are.
#[derive(Debug)]
pub(super) enum By {
    Secret(PresentedSecret),
    Assertion(Assertion),
    /// Nothing but an id, as public clients do.
    Id(String),
}

impl Presented {
    /// Who it says that it is.
    pub(crate) fn client_id(&self) -> Option<&str> {
        match &self.by {
            By::Secret(secret) => Some(&secret.readings.first()?.client_id),
            By::Assertion(assertion) => Some(&assertion.client_id),
            By::Id(id) => Some(id),
        }
    }

    /// From where it came.
    pub(crate) fn source(&self) -> IpAddr {
        self.from
    }

    /// Leave to guess.
    pub(super) fn leave<'a>(&self, app: &'a App, now: DateTime<Utc>) -> Result<Leave<'a>, Wait> {
        app.client_guesses.leave(self.client_id().unwrap_or_default(), self.from, now)
    }
}

/// An id and a secret.
#[derive(Debug)]
pub(super) struct PresentedSecret {
    pub(super) via: Via,
    /// Tried in this order; more than one only if Basic can be read in two ways.
    pub(super) readings: Vec<Reading>,
}

/// One way to read an id and a secret.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) client_id: String,
    pub(super) secret: SecretString,
}

/// Reads what was presented.
pub(crate) fn presented(
    request: &HttpRequest,
    form: &Credentials,
) -> Result<Presented, ClientAuthError> {
    let from = Peer::of(request).address();
    let presented = Presented { by: read(request, form)?, from };
    cors::asked_by(request, presented.client_id());
    Ok(presented)
}

fn read(request: &HttpRequest, form: &Credentials) -> Result<By, ClientAuthError> {
    let header = Authorization::of(request.headers()).map_err(unreadable)?;
    let secret = form.client_secret.as_ref();
    let asserts = form.client_assertion.is_some() || form.client_assertion_type.is_some();
    let ways = [header.is_some(), secret.is_some(), asserts];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        return Err(ClientAuthError::InvalidRequest(TWO_METHODS));
    }
    if let Some(assertion) = Assertion::of(form, request)? {
        return Ok(By::Assertion(assertion));
    }
    if let (None, Some(id), None) = (&header, &form.client_id, secret) {
        return Ok(By::Id(id.clone()));
    }
    by_secret(header, form).map(By::Secret)
}

fn by_secret(
    header: Option<Authorization>,
    form: &Credentials,
) -> Result<PresentedSecret, ClientAuthError> {
    match (header, &form.client_id, &form.client_secret) {
        (Some(Authorization::Basic(basic)), named, _) => from_basic(&basic, named.as_deref()),
        (Some(_), ..) => Err(refused(Unproven::OtherScheme, Via::Header)),
        (None, Some(id), Some(secret)) => Ok(PresentedSecret {
            via: Via::Body,
            readings: vec![Reading { client_id: id.clone(), secret: secret.clone() }],
        }),
        (None, ..) => Err(refused(Unproven::NoCredentials, Via::Body)),
    }
}

pub(super) fn refused(unproven: Unproven, via: Via) -> ClientAuthError {
    ClientAuthError::InvalidClient { unproven, via }
}

fn unreadable(error: AuthorizationError) -> ClientAuthError {
    match error {
        AuthorizationError::Several => {
            ClientAuthError::InvalidRequest("the request has more than one Authorization header")
        }
        _ => refused(Unproven::Unreadable(error), Via::Header),
    }
}

/// RFC 6749 2.3.1 has id and secret form-encoded before base64; many clients do not. Raw first,
/// decoded second; what we make ourselves reads the same in both ways.
fn from_basic(basic: &Basic, named: Option<&str>) -> Result<PresentedSecret, ClientAuthError> {
    let raw = Reading { client_id: basic.user_id.clone(), secret: basic.password.clone() };
    let decoded = form_decoded(&raw);
    let mut readings: Vec<Reading> = std::iter::once(raw).chain(decoded).collect();
    if let Some(named) = named {
        readings.retain(|reading| reading.client_id == named);
    }
    if readings.is_empty() {
        return Err(ClientAuthError::InvalidRequest(OTHER_CLIENT));
    }
    Ok(PresentedSecret { via: Via::Header, readings })
}

/// The other reading, if it is another and makes sense.
fn form_decoded(raw: &Reading) -> Option<Reading> {
    let decode = |text: &str| -> Option<Zeroizing<String>> {
        let spaces = Zeroizing::new(text.replace('+', " "));
        let decoded = Zeroizing::new(percent_decode_str(&spaces).collect::<Vec<u8>>());
        std::str::from_utf8(&decoded).ok().map(|text| Zeroizing::new(text.to_owned()))
    };
    let client_id = decode(&raw.client_id)?;
    let secret = decode(raw.secret.expose_secret())?;
    let same = *client_id == raw.client_id && *secret == raw.secret.expose_secret();
    (!same).then(|| Reading { client_id: client_id.to_string(), secret: secret.as_str().into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(id: &str, secret: &str) -> Basic {
        Basic { user_id: id.to_owned(), password: secret.to_owned().into() }
    }

    fn readings(basic: &Basic, named: Option<&str>) -> Option<Vec<(String, String)>> {
        let presented = from_basic(basic, named).ok()?;
        let pair = |reading: &Reading| {
            (reading.client_id.clone(), reading.secret.expose_secret().to_owned())
        };
        Some(presented.readings.iter().map(pair).collect())
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn what_reads_the_same_both_ways_is_tried_once() {
        assert_eq!(
            readings(&basic("app-1", "zp_a.b~c"), None),
            Some(pairs(&[("app-1", "zp_a.b~c")]))
        );
    }

    #[test]
    fn raw_is_tried_first_and_form_decoded_second() {
        let both = Some(pairs(&[("a%3Ab", "s+e%25c"), ("a:b", "s e%c")]));
        assert_eq!(readings(&basic("a%3Ab", "s+e%25c"), None), both);
    }

    #[test]
    fn a_bad_percent_or_no_utf8_has_only_the_raw_reading() {
        assert_eq!(readings(&basic("a", "100%"), None), Some(pairs(&[("a", "100%")])));
        assert_eq!(readings(&basic("a", "%ff"), None), Some(pairs(&[("a", "%ff")])));
    }

    #[test]
    fn a_client_id_in_the_body_must_be_the_same_in_one_of_the_readings() {
        assert!(readings(&basic("a", "s"), Some("a")).is_some());
        let named = readings(&basic("a%3Ab", "s"), Some("a:b"));
        assert_eq!(named, Some(pairs(&[("a:b", "s")])), "and no other reading is tried");
        assert!(readings(&basic("a", "s"), Some("b")).is_none());
    }
}
