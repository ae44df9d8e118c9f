//! What comes next for a request: a password, an answer, or the way back with a code.

use autorisaties::ScopeSet;
use chrono::{DateTime, TimeDelta, Utc};
use edge::chance;
use secrecy::ExposeSecret as _;
use tracing::info;

use actix_web::HttpResponse;

use super::fault::Fault;
use super::judge::{self, Addressed, Judged};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::waiting::Kept;
use crate::act::Act;
use crate::app::App;
use crate::granting::code::{self, Given};
use crate::pace::Wait;
use crate::session::{Again, Session};
use crate::settings::{Demanded, RedirectKind as Kind};
use crate::store::audit::{self, Content, Deed};
use crate::store::authorizations;
use crate::store::codes::{self, Code};
use crate::store::consents::{self, Consent};
use crate::store::{self, Lane};

/// A request that is granted if the person agrees.
pub(super) struct Request {
    pub(super) asked: Parameters,
    pub(super) arrival: Arrival,
    pub(super) addressed: Addressed,
    pub(super) judged: Judged,
}

/// How a request came here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival {
    /// Who must sign in again does so after that.
    pub(super) at: DateTime<Utc>,
    pub(super) way: Way,
}

/// Who brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The person's browser, which may have changed it.
    Browser,
    /// The client itself (RFC 9126).
    Pushed,
}

/// What comes next.
pub(super) enum Next<'a> {
    SignIn(Again),
    Ask,
    /// To the client: nobody may be asked (`prompt=none`), or somebody else is there than it speaks of.
    Back(Fault),
    Go(&'a Session),
}

impl Request {
    /// By the present state.
    pub(super) async fn judge(
        mut asked: Parameters,
        arrival: Arrival,
        app: &App,
    ) -> Result<Self, Refusal> {
        let state = app.follower.current().await?;
        let addressed = judge::address(&asked, &state, app)?;
        if arrival.way == Way::Browser && addressed.entry.client.oauth.par == Demanded::Yes {
            return Err(Refusal::back(addressed, Fault::NotPushed));
        }
        match judge::judge(&mut asked, &addressed.entry, &state, app) {
            Ok(judged) => Ok(Self { asked, arrival, addressed, judged }),
            Err(fault) => Err(Refusal::back(addressed, fault)),
        }
    }

    /// For who is there, if anybody is.
    pub(super) async fn next<'s>(
        &self,
        session: Option<&'s Session>,
        app: &App,
    ) -> Result<Next<'s>, Refusal> {
        let silent = self.judged.prompt.none;
        Ok(match self.wanted(session, app).await? {
            Next::SignIn(_) if silent => Next::Back(Fault::LoginRequired),
            Next::Ask if silent => Next::Back(Fault::ConsentRequired),
            next => next,
        })
    }

    /// The same, as if anybody might be asked.
    async fn wanted<'s>(
        &self,
        session: Option<&'s Session>,
        app: &App,
    ) -> Result<Next<'s>, Refusal> {
        let Some(session) = session else { return Ok(Next::SignIn(Again::No)) };
        if !self.is_fresh(session, app.clock.now()) {
            return Ok(Next::SignIn(Again::Yes));
        }
        if !self.is_about(session) {
            // Who signed in for this very request would do no other the next time.
            let for_this = session.authenticated_at >= self.arrival.at;
            let back = Next::Back(Fault::SomebodyElse);
            return Ok(if for_this { back } else { Next::SignIn(Again::Yes) });
        }
        let asks = self.judged.prompt.consent || self.may_be_another_program();
        if asks || !self.is_consented(session, app).await? {
            return Ok(Next::Ask);
        }
        Ok(Next::Go(session))
    }

    /// RFC 8252 8.6, RFC 6749 10.2: where nobody proves anything, any program on the same machine can ask
    /// in the client's name, and be answered. So the person is asked each time.
    pub(super) fn may_be_another_program(&self) -> bool {
        let client = &self.addressed.entry.client;
        let uri = client.oauth.redirect_uri(&self.addressed.back.uri);
        client.oauth.is_public() && uri.is_none_or(|uri| uri.kind() != Kind::Https)
    }

    /// OpenID Connect Core 3.1.2.2: a client that speaks of somebody hears of nobody else.
    fn is_about(&self, session: &Session) -> bool {
        let hinted = self.asked.hinted.as_deref();
        hinted.is_none_or(|sub| sub == session.person.id.to_string())
    }

    /// Whether they gave their password as lately as is asked.
    fn is_fresh(&self, session: &Session, now: DateTime<Utc>) -> bool {
        let since = session.authenticated_at;
        let young = |age: i64| TimeDelta::try_seconds(age).is_none_or(|age| now - since <= age);
        since >= self.arrival.at
            || (!self.judged.prompt.login && self.judged.max_age.is_none_or(young))
    }

    async fn is_consented(&self, session: &Session, app: &App) -> Result<bool, Refusal> {
        let read = store::read(&app.db).await?;
        let client = &self.addressed.entry.client.id;
        let known = consents::find(&read, session.person.id, client).await?;
        let at = known.map(|known| known.at).unwrap_or_default();
        let covers = |known: &ScopeSet| {
            self.judged.scopes.iter().all(|scope| known.contains(scope.as_str()))
        };
        Ok(self.judged.audience.iter().all(|audience| at.get(audience).is_some_and(covers)))
    }
}

/// Leads back without a code. A request that waited does not wait any more.
pub(super) async fn turn_back(
    request: &Request,
    fault: &Fault,
    kept: &Kept,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let append = store::append_in(&app.db, Lane::Pages).await?;
    let there = authorizations::take(&append, &kept.digest).await?;
    append.commit().await?;
    if there { Ok(request.addressed.back.with_error(fault)) } else { Err(Refusal::Over) }
}

/// How somebody came to give a code.
pub(super) enum Came<'a> {
    /// At once: they had consented before.
    Straight,
    /// After signing in, with the same consent.
    Waited(&'a Kept),
    /// They were asked, and consented.
    Agreed(&'a Kept),
}

/// Gives a code. A request that waited is taken out in the same transaction, so it gives one.
pub(super) async fn go(
    request: &Request,
    session: &Session,
    came: Came<'_>,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let (id, now) = (code::make()?, app.clock.now());
    if let Err(wait) = app.codes.count(session.person.id, now) {
        return too_often(request, wait, came, app).await;
    }
    let code = given(request, session, code::digest(&id), now)?;
    let append = store::append_in(&app.db, Lane::Pages).await?;
    if let Came::Waited(kept) | Came::Agreed(kept) = &came
        && !authorizations::take(&append, &kept.digest).await?
    {
        return Err(Refusal::Over);
    }
    if let Came::Agreed(_) = came {
        remember(&append, request, session, now).await?;
    }
    let grant = code.grant.clone();
    codes::insert(&append, code).await?;
    append.commit().await?;
    let client = &request.addressed.entry.client.id;
    info!(client_id = %client, user = %session.person.id, grant, "a code was given");
    Ok(request.addressed.back.with_code(id.expose_secret()))
}

/// The client hears it (RFC 6749 4.1.2.1).
async fn too_often(
    request: &Request,
    wait: Wait,
    came: Came<'_>,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let fault = Fault::from(wait);
    match came {
        Came::Straight => Ok(request.addressed.back.with_error(&fault)),
        Came::Waited(kept) | Came::Agreed(kept) => turn_back(request, &fault, kept, app).await,
    }
}

fn given(
    request: &Request,
    session: &Session,
    digest: String,
    now: DateTime<Utc>,
) -> Result<Code, Refusal> {
    let judged = &request.judged;
    Ok(Code {
        digest,
        grant: chance::uuid_v4()?.to_string(),
        client: request.addressed.entry.client.id.to_string(),
        user: session.person.id,
        given: Given {
            presented: request.asked.redirect_uri.clone(),
            redirect_uri: request.addressed.back.uri.clone(),
            challenge: judged.challenge.clone(),
            scope: judged.scopes.to_string(),
            audience: judged.audience.clone(),
            nonce: judged.nonce.clone(),
            auth_time: session.authenticated_at.timestamp(),
        },
        expires_at: now + code::LIFETIME,
        used_at: None,
    })
}

/// Keeps what they consented to, beside what they did before.
async fn remember(
    append: &store::Append,
    request: &Request,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let (client, user) = (&request.addressed.entry.client.id, session.person.id);
    let known = consents::find(append, user, client).await?;
    let was = known.as_ref().map(Consent::recorded);
    let (mut scopes, mut at) = known.map(|known| (known.scopes, known.at)).unwrap_or_default();
    let more = &request.judged.scopes;
    let with_more = |known: &ScopeSet| known.iter().chain(more.iter()).cloned().collect();
    scopes = with_more(&scopes);
    for audience in &request.judged.audience {
        let known = at.entry(audience.clone()).or_default();
        *known = with_more(known);
    }
    let consent = Consent { client: client.to_string(), scopes, at, given_at: now };
    consents::put(append, user, &consent).await?;
    let actor = user.to_string();
    let content = Content::changed(was, consent.recorded());
    let deed = Deed::new(&actor, Act::ConsentGive, client.to_string(), content);
    Ok(audit::insert(append, chance::uuid_v7(now)?, deed, now).await?)
}
