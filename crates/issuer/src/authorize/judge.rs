//! Which requests are granted if a person agrees. A request is judged by the present state each time it
//! is looked at, so what an administrator took away meanwhile is not given.

use std::sync::Arc;

use autorisaties::{ClientId, ScopeSet};

use super::back::Back;
use super::fault::Fault;
use super::parameters::Parameters;
use super::refusal::Unaddressed;
use crate::app::App;
use crate::granting::person::Possible;
use crate::granting::scope;
use crate::settings::{Demanded, GrantType, Profile};
use crate::state::{ClientEntry, State};

/// Longest nonce; it is kept, and comes back in the ID token.
const LONGEST_NONCE: usize = 200;

/// A client that is known, and where its answer goes: nothing is sent elsewhere.
#[derive(Debug)]
pub(super) struct Addressed {
    pub(super) entry: Arc<ClientEntry>,
    pub(super) back: Back,
}

/// What may be given.
pub(super) struct Judged {
    pub(super) scopes: ScopeSet,
    pub(super) audience: Vec<String>,
    pub(super) challenge: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) prompt: Prompt,
    /// In seconds.
    pub(super) max_age: Option<i64>,
}

/// Who is to be asked what (OpenID Connect Core 3.1.2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prompt {
    pub(super) none: bool,
    /// The password, in any case.
    pub(super) login: bool,
    /// Whether they agree, in any case.
    pub(super) consent: bool,
}

/// Whose request this is, and where its answer goes.
pub(super) fn address(
    asked: &Parameters,
    state: &State,
    app: &App,
) -> Result<Addressed, Unaddressed> {
    let id = asked.client_id.as_deref().and_then(|id| ClientId::parse(id).ok());
    let entry = id.and_then(|id| state.client(&id)).ok_or(Unaddressed::UnknownClient)?;
    let oauth = &entry.client.oauth;
    let uri = match (asked.redirect_uri.as_deref(), oauth.redirect_uris.as_slice()) {
        _ if asked.repeated.contains("redirect_uri") => return Err(Unaddressed::RedirectUri),
        (Some(presented), _) => {
            oauth.redirect_uri(presented).ok_or(Unaddressed::RedirectUri)?;
            presented.to_owned()
        }
        (None, [only]) if oauth.profile == Profile::Baseline => only.as_str().to_owned(),
        (None, _) => return Err(Unaddressed::NoRedirectUri),
    };
    let issuer = app.public_url.as_str().to_owned();
    let back = Back { uri, state: asked.state.clone(), issuer };
    Ok(Addressed { entry: Arc::clone(entry), back })
}

/// What the request is granted, if the person agrees. Of an ID token that it brought it says from here on
/// whom that names.
pub(super) fn judge(
    asked: &mut Parameters,
    entry: &ClientEntry,
    state: &State,
    app: &App,
) -> Result<Judged, Fault> {
    let oauth = &entry.client.oauth;
    form(asked, oauth.profile)?;
    if !oauth.may_use(GrantType::AuthorizationCode) {
        return Err(Fault::UnauthorizedClient);
    }
    let challenge = challenge(asked)?;
    if challenge.is_none() && (oauth.is_public() || oauth.pkce == Demanded::Yes) {
        return Err(Fault::InvalidRequest(NO_CHALLENGE));
    }
    let prompt = prompt(asked.prompt.as_deref())?;
    let max_age = max_age(asked.max_age.as_deref())?;
    if asked.nonce.as_ref().is_some_and(|nonce| nonce.chars().count() > LONGEST_NONCE) {
        return Err(Fault::InvalidRequest(NONCE));
    }
    if let Some(hint) = asked.id_token_hint.take() {
        asked.hinted = Some(hint.sub(&entry.client.id, state, app)?);
    }
    let (scopes, audience) = may_have(asked, entry, state, app)?;
    let nonce = asked.nonce.clone();
    Ok(Judged { scopes, audience, challenge, nonce, prompt, max_age })
}

/// What must hold whoever asks.
fn form(asked: &Parameters, profile: Profile) -> Result<(), Fault> {
    if !asked.repeated.is_empty() {
        return Err(Fault::InvalidRequest(REPEATED));
    }
    if asked.request.is_some() {
        return Err(Fault::Request);
    }
    if asked.request_uri.is_some() {
        return Err(Fault::RequestUri);
    }
    match asked.response_type.as_deref() {
        Some("code") => {}
        Some(_) => return Err(Fault::ResponseType),
        None => return Err(Fault::InvalidRequest(NO_RESPONSE_TYPE)),
    }
    if asked.response_mode.as_deref().is_some_and(|mode| mode != "query") {
        return Err(Fault::InvalidRequest(RESPONSE_MODE));
    }
    if profile == Profile::Nlgov && asked.state.is_none() {
        return Err(Fault::InvalidRequest(NO_STATE));
    }
    Ok(())
}

/// RFC 7636 4.3: S256 alone. A missing method would mean plain.
fn challenge(asked: &Parameters) -> Result<Option<String>, Fault> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    match (asked.code_challenge.as_deref(), asked.code_challenge_method.as_deref()) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Fault::InvalidRequest(ONLY_METHOD)),
        (Some(challenge), Some("S256")) => {
            let fits = (43..=128).contains(&challenge.len()) && challenge.bytes().all(unreserved);
            if fits {
                Ok(Some(challenge.to_owned()))
            } else {
                Err(Fault::InvalidRequest(CHALLENGE))
            }
        }
        (Some(_), _) => Err(Fault::InvalidRequest(METHOD)),
    }
}

fn prompt(text: Option<&str>) -> Result<Prompt, Fault> {
    let mut prompt = Prompt::default();
    for word in text.unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
        match word {
            "none" => prompt.none = true,
            // Who types a username chooses an account.
            "login" | "select_account" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => return Err(Fault::InvalidRequest(PROMPT)),
        }
    }
    if prompt.none && (prompt.login || prompt.consent) {
        return Err(Fault::InvalidRequest(PROMPT_NONE));
    }
    Ok(prompt)
}

fn max_age(text: Option<&str>) -> Result<Option<i64>, Fault> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        None => Ok(None),
        Some(text) if digits(text) => {
            text.parse().map(Some).map_err(|_| Fault::InvalidRequest(MAX_AGE))
        }
        Some(_) => Err(Fault::InvalidRequest(MAX_AGE)),
    }
}

/// What the client may have of what it names, or of its default.
fn may_have(
    asked: &Parameters,
    entry: &ClientEntry,
    state: &State,
    app: &App,
) -> Result<(ScopeSet, Vec<String>), Fault> {
    let named = scope::requested(asked.scope.as_deref())?.filter(|scopes| !scopes.is_empty());
    let named = named.unwrap_or_else(|| entry.client.oauth.default_scopes.clone());
    let possible = Possible::of(entry, state, app);
    let scopes = possible.scopes(&named)?;
    let audience = possible.audience(&asked.targets, &scopes)?;
    Ok((possible.usable(&scopes, &audience)?, audience))
}

const REPEATED: &str = "a parameter stands in the request more than once; send each once";
const NO_RESPONSE_TYPE: &str = "response_type is missing; send response_type=code";
const RESPONSE_MODE: &str = "response_mode is query here, and nothing else; leave it out";
const NO_STATE: &str = "state is missing, and the profile of this client demands it";
const NO_CHALLENGE: &str = "code_challenge is missing; this client uses PKCE with S256";
const ONLY_METHOD: &str = "code_challenge_method came without code_challenge";
const CHALLENGE: &str = "code_challenge is not 43 to 128 characters of A-Z a-z 0-9 - . _ ~, as S256 \
                         makes them, without padding";
const METHOD: &str = "code_challenge_method is S256 here, and nothing else; without it the challenge \
                      would be plain";
const PROMPT: &str = "prompt is none, login, consent or select_account";
const PROMPT_NONE: &str = "prompt=none goes with no other";
const MAX_AGE: &str = "max_age is a number of seconds";
const NONCE: &str = "nonce is longer than 200 characters";
