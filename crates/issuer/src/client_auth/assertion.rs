//! Client authentication by an assertion that the client signed (RFC 7521 4.2, RFC 7523 2.2).

use std::sync::Arc;

use actix_web::HttpRequest;
use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use tokens::UnixTime;
use tokens::assertion::{AssertionError, ClientKeys, Expected, Rigour, Unverified, Verified};

use super::error::{ClientAuthError, Unproven, Via};
use super::{Authenticated, Credentials};
use crate::app::App;
use crate::key_sets::{FetchError, KeysThere};
use crate::model::{Client, CredentialId};
use crate::paths;
use crate::settings::{Authentication, Profile, Tolerance};
use crate::state::{ClientEntry, State};
use crate::store::used_assertions::{self, Use};

/// The one type of assertion that is taken (RFC 7523 2.2).
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const NO_TYPE: &str = "client_assertion and client_assertion_type go together; one of them is \
                       missing";

/// An assertion, not yet verified.
#[derive(Debug)]
pub(crate) struct Assertion {
    /// Who it says that it is from.
    pub(super) client_id: String,
    text: SecretString,
    /// The path that it was sent to.
    called: String,
}

impl Assertion {
    /// The one in the form, if there is one.
    pub(super) fn of(
        form: &Credentials,
        request: &HttpRequest,
    ) -> Result<Option<Self>, ClientAuthError> {
        match (&form.client_assertion_type, &form.client_assertion) {
            (None, None) => Ok(None),
            (Some(kind), Some(text)) => {
                if kind != TYPE {
                    return Err(refused(Unproven::AssertionType));
                }
                let called = request.match_pattern().unwrap_or_default();
                let client_id = named_in(text, form.client_id.as_deref())?;
                Ok(Some(Self { client_id, text: text.clone(), called }))
            }
            (None, Some(_)) | (Some(_), None) => Err(ClientAuthError::InvalidRequest(NO_TYPE)),
        }
    }

    /// Verifies it with the keys of the client that it names, and has it count: once.
    ///
    /// A client that is not there is told what one hears whose signature does not fit.
    pub(super) async fn authenticate(
        &self,
        state: &State,
        app: &App,
        now: DateTime<Utc>,
    ) -> Result<Authenticated, ClientAuthError> {
        let unverified = Unverified::parse(self.text.expose_secret()).map_err(unproven)?;
        let entry = ClientId::parse(&self.client_id).ok().and_then(|id| state.client(&id));
        let entry = entry.ok_or_else(|| unproven(AssertionError::UnknownKey))?;
        let verified = verify(&unverified, (entry, &self.called), app, now).await?;
        if entry.client.oauth.authentication != Authentication::PrivateKeyJwt {
            return Err(refused(Unproven::OtherMethod(entry.client.oauth.authentication)));
        }
        count(&verified, &entry.client, app).await?;
        Ok(Authenticated::new(Arc::clone(entry), verified.key().clone()))
    }
}

fn named_in(text: &SecretString, named: Option<&str>) -> Result<String, ClientAuthError> {
    let unverified = Unverified::parse(text.expose_secret()).map_err(unproven)?;
    let client_id = unverified.client_id().to_owned();
    // RFC 7521 4.2: client_id is not needed; one that is there names the same client.
    if named.is_some_and(|named| named != client_id) {
        return Err(refused(Unproven::OtherClientId));
    }
    Ok(client_id)
}

/// By a key that is registered here; if none fits, by one of those at the client's own address.
async fn verify(
    unverified: &Unverified<'_>,
    (entry, called): (&ClientEntry, &str),
    app: &App,
    now: DateTime<Utc>,
) -> Result<Verified<CredentialId>, ClientAuthError> {
    // RFC 7523 3 has the token endpoint, RFC 9126 2 each of these.
    let (tokens, called) = (app.public_url.join(paths::TOKEN), app.public_url.join(called));
    let ours = [app.public_url.as_str(), &tokens, &called];
    let expected = expected(&entry.client, &ours);
    let moment = UnixTime::new(now.timestamp());
    let live = || entry.assertion_keys.iter().filter(|key| key.is_live_at(now));
    let registered = live().filter_map(|key| Some((key.id.clone(), key.registered()?)));
    let verdict = unverified.verify(&registered.collect(), &expected, moment);
    let address = live().find_map(|key| Some((&key.id, key.address()?)));
    let (Err(AssertionError::UnknownKey | AssertionError::BadSignature), Some((id, url))) =
        (&verdict, address)
    else {
        return verdict.map_err(unproven);
    };
    let by = |keys: &KeysThere| {
        let keys: ClientKeys<'_, _> = keys.iter().map(|key| (id.clone(), key)).collect();
        unverified.verify(&keys, &expected, moment)
    };
    let away = |_: FetchError| refused(Unproven::KeysAway);
    let there = app.key_sets.at(url).await.map_err(away)?;
    match by(&there) {
        Err(AssertionError::UnknownKey | AssertionError::BadSignature) => {
            // They may have been replaced since.
            by(&app.key_sets.other_than(&there, url).await.map_err(away)?).map_err(unproven)
        }
        verdict => verdict.map_err(unproven),
    }
}

fn expected<'a>(client: &Client, audiences: &'a [&'a str]) -> Expected<'a> {
    let assertions = client.oauth.assertions;
    let rigour = match (client.oauth.profile, assertions.tolerance) {
        (Profile::Nlgov, _) => Rigour::JtiAndIat,
        (Profile::Baseline, Tolerance::None) => Rigour::Jti,
        (Profile::Baseline, Tolerance::Acm) => Rigour::Neither,
    };
    Expected { audiences, algorithm: assertions.algorithm, lifetime: assertions.longest, rigour }
}

/// Has an assertion count, if no issuer had it count before. Without the database nobody knows, and
/// nobody passes.
async fn count(
    verified: &Verified<CredentialId>,
    client: &Client,
    app: &App,
) -> Result<(), ClientAuthError> {
    let until = DateTime::from_timestamp(verified.end().as_secs(), 0);
    let until = until.ok_or(ClientAuthError::Internal("the end of an assertion is no moment"))?;
    let new = Use { client: &client.id, digest: verified.single_use(), until };
    if used_assertions::claim(&app.db, new).await? {
        Ok(())
    } else {
        Err(refused(Unproven::AssertionUsed))
    }
}

fn unproven(error: AssertionError) -> ClientAuthError {
    refused(Unproven::Assertion(error))
}

fn refused(unproven: Unproven) -> ClientAuthError {
    ClientAuthError::InvalidClient { unproven, via: Via::Body }
}
