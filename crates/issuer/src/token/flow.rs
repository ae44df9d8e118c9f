//! The grants. That of a client in its own name is carried by oxide-auth, which this file alone
//! imports; those of a person have rules of their own in [`code`] and [`refresh`].
//!
//! oxide-auth says what comes next and in which order; authentication, scopes and audiences are
//! ours. What it does not say well is said before it is asked: a scope that is not held is
//! `invalid_scope` here and would be nothing at all there.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use oxide_auth::code_grant::client_credentials::{
    ClientCredentials, Error, Input, Output, Request,
};
use oxide_auth::code_grant::error::AccessTokenErrorType;
use oxide_auth::primitives::grant::Extensions;
use oxide_auth::primitives::registrar::{BoundClient, ExactUrl, PreGrant, RegisteredUrl};
use oxide_auth::primitives::scope::Scope;
use secrecy::SecretString;
use tokens::UnixTime;

use super::error::TokenError;
use super::form::TokenForm;
use super::{code, refresh};
use crate::app::App;
use crate::client_auth::{self, Authenticated, Presented};
use crate::granting::audience::{self, Linked};
use crate::granting::scope::{self, Asking};
use crate::model::{Access, Api};
use crate::settings::GrantType;
use crate::state::State;

/// What may be signed.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) client: Authenticated,
    pub(super) scope: scope::Granted,
    pub(super) audience: Vec<String>,
    /// For whom, if not for the client itself.
    pub(super) behalf: Option<Behalf>,
    /// With what the client goes on, if it may.
    pub(super) refresh: Option<SecretString>,
}

/// A person who authorized it.
#[derive(Debug)]
pub(super) struct Behalf {
    /// The user's id.
    pub(super) sub: String,
    /// Names all that comes of what they gave.
    pub(super) grant: String,
    /// When they gave it.
    pub(super) began: UnixTime,
    pub(super) authenticated_at: UnixTime,
    pub(super) nonce: Option<String>,
}

/// Runs the grant that the form asks for.
pub(super) async fn run(
    asked: &Asked,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Grant, TokenError> {
    match asked.form.grant() {
        Some(GrantType::AuthorizationCode) => return code::redeem(asked, state, app, now).await,
        Some(GrantType::RefreshToken) => return refresh::redeem(asked, state, app, now).await,
        // What is none the machine refuses.
        Some(GrantType::ClientCredentials) | None => {}
    }
    let requested = scope::requested(asked.form.scope.as_deref())?;
    let mut machine = ClientCredentials::new(asked);
    demand_authentication(&mut machine)?;
    // What the machine demands is done here; it hears of it in `conclude`.
    let client = client_auth::authenticate(&asked.presented, state, app, now).await?;
    let who = &client.entry().client;
    let granted = GrantType::ClientCredentials;
    if !who.oauth.may_use(granted) {
        return Err(TokenError::UnauthorizedClient(granted));
    }
    let held = state.held_by(who);
    let apis: Vec<(&Api, &Access)> = state.apis_of(client.entry()).collect();
    let of_apis = apis.iter().flat_map(|(_, access)| access.scopes.iter().cloned()).collect();
    let asking = Asking { client: who, of_apis };
    let granted = scope::negotiate(requested, &asking, held, &app.known_scopes)?;
    let linked = Linked { client: who, apis: &apis, granted: &granted };
    let audience = audience::choose(&asked.form.targets, &linked, &app.default_audience)?;
    let scope = linked.usable(&audience)?;
    let grant = Grant { client, scope, audience, behalf: None, refresh: None };
    conclude(machine, &grant)?;
    Ok(grant)
}

/// The first step: the request is well formed, and the client has yet to prove itself.
fn demand_authentication(machine: &mut ClientCredentials) -> Result<(), TokenError> {
    match machine.advance(Input::None) {
        Output::Authenticate { .. } => Ok(()),
        Output::Err(error) => Err(refusal(*error)),
        _ => Err(OUT_OF_ORDER),
    }
}

/// The remaining steps, with our answers; the machine holds the order.
fn conclude(mut machine: ClientCredentials, grant: &Grant) -> Result<(), TokenError> {
    let mut input = Input::Authenticated;
    loop {
        input = match machine.advance(input) {
            Output::Binding { client_id } => Input::Bound { bound_client: bound(client_id)? },
            Output::Extend => Input::Extended { extensions: Extensions::new() },
            Output::Negotiate { bound_client, .. } => {
                Input::Negotiated { pre_grant: pre_grant(bound_client, grant)? }
            }
            Output::Ok { .. } => return Ok(()),
            Output::Err(error) => return Err(refusal(*error)),
            Output::Authenticate { .. } => return Err(OUT_OF_ORDER),
        };
    }
}

const OUT_OF_ORDER: TokenError = TokenError::Internal("the grant's steps came out of order");
const BAD_GRANT: TokenError = TokenError::Internal("a granted value does not fit oxide-auth");

/// This grant redirects nobody, but oxide-auth binds every client to an address.
fn bound(client_id: &str) -> Result<BoundClient<'static>, TokenError> {
    let nowhere = ExactUrl::new("urn:zaakpoort:no-redirect".to_owned()).map_err(|_| BAD_GRANT)?;
    Ok(BoundClient {
        client_id: Cow::Owned(client_id.to_owned()),
        redirect_uri: Cow::Owned(RegisteredUrl::Exact(nowhere)),
    })
}

fn pre_grant(bound: &BoundClient<'static>, grant: &Grant) -> Result<PreGrant, TokenError> {
    let scope = match &grant.scope {
        scope::Granted::Held => String::new(),
        scope::Granted::These(these) => these.to_string(),
    };
    Ok(PreGrant {
        client_id: bound.client_id.clone().into_owned(),
        redirect_uri: bound.redirect_uri.clone().into_owned(),
        scope: scope.parse::<Scope>().map_err(|_| BAD_GRANT)?,
    })
}

fn refusal(error: Error) -> TokenError {
    match error {
        Error::Invalid(mut description) => match description.description().kind() {
            AccessTokenErrorType::UnsupportedGrantType => TokenError::UnsupportedGrantType,
            _ => TokenError::InvalidRequest(
                "grant_type is missing; send grant_type=client_credentials, authorization_code with a \
                 code, or refresh_token with a refresh token, in the body",
            ),
        },
        Error::Unauthorized(..) | Error::Ignore | Error::Primitive(_) => OUT_OF_ORDER,
    }
}

/// A token request as oxide-auth sees it. Where the credentials stood was judged before.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) form: TokenForm,
    pub(super) presented: Presented,
}

impl Request for Asked {
    fn valid(&self) -> bool {
        true
    }

    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        // The machine only wants to know that there is something to be judged.
        self.presented.client_id().map(|id| (Cow::Borrowed(id), Cow::Borrowed(&b""[..])))
    }

    fn scope(&self) -> Option<Cow<'_, str>> {
        self.form.scope.as_deref().map(Cow::Borrowed)
    }

    fn grant_type(&self) -> Option<Cow<'_, str>> {
        self.form.grant_type.as_deref().map(Cow::Borrowed)
    }

    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}
