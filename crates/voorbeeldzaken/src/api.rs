//! One call on one of the APIs: admitted by its JWT, then carried out.

use actix_web::http::header::{ALLOW, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use uuid::Uuid;

use crate::front::{State, accept};
use crate::kind::{Kind, Writes};
use crate::problem::Problem;
use crate::route::Place;
use crate::seen::Ticket;
use crate::store::{Members, Thing};
use crate::token::{self, Caller};
use crate::wire::Bases;
use crate::writing::{self, Site};
use crate::{CLIENT_ID_HEADER, clock, etag, listing};

/// A call whose body has come in.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a HttpRequest,
    pub(crate) place: Place,
    pub(crate) bases: Bases,
    pub(crate) body: Vec<u8>,
}

/// What a method means at a place.
#[derive(Debug, Clone, Copy)]
enum Action {
    List(Kind),
    Create(Kind),
    Read(Kind, Option<Uuid>),
    Change(Kind, Option<Uuid>),
    Remove(Kind, Option<Uuid>),
}

/// Answers the call, whatever comes of it.
pub(crate) fn answer(call: &Call<'_>, ticket: Ticket, state: &State) -> HttpResponse {
    let mut answer = match admit(call, state) {
        Err(problem) => call.refuse(&problem),
        Ok((action, caller)) => {
            tracing::debug!(client_id = %caller.client_id, ?action, "call admitted");
            state.seen.caller(ticket, &caller);
            let done = carry_out(action, call, state);
            let answer = done.unwrap_or_else(|problem| call.refuse(&problem));
            with_header(answer, CLIENT_ID_HEADER, &caller.client_id)
        }
    };
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(call.place.allowed()));
    answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept, origin, Cookie"));
    with_header(answer, "API-version", call.place.kind().shape().api_version)
}

/// In Open Zaak's order: the method first, then the token.
fn admit(call: &Call<'_>, state: &State) -> Result<(Action, Caller), Problem> {
    let action = Action::of(call.request.method(), call.place)?;
    let now = clock::now().timestamp();
    let caller = token::verify(call.request.headers(), &state.credentials, now);
    Ok((action, caller.map_err(Problem::Denied)?))
}

fn carry_out(action: Action, call: &Call<'_>, state: &State) -> Result<HttpResponse, Problem> {
    match action {
        Action::List(kind) => list(kind, call, state),
        Action::Create(kind) => create(kind, call, state),
        Action::Read(kind, uuid) => Ok(read(&find(kind, uuid, state)?, call)),
        Action::Change(kind, uuid) => change(&find(kind, uuid, state)?, call, state),
        Action::Remove(kind, uuid) => {
            state.store.remove(&find(kind, uuid, state)?);
            Ok(HttpResponse::NoContent().finish())
        }
    }
}

fn list(kind: Kind, call: &Call<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let query = call.request.uri().query().unwrap_or_default();
    let page = listing::page(kind, query, &call.bases, &state.store)?;
    Ok(json(StatusCode::OK, &page))
}

fn create(kind: Kind, call: &Call<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let site = Site { bases: &call.bases, store: &state.store };
    let members = writing::create(kind, &call.members()?, &site)?;
    let thing = state.store.insert(kind, clock::fresh_uuid(), members);
    if kind == Kind::Status {
        state.store.link_status(&thing);
    }
    let answer = json(StatusCode::CREATED, &call.bases.body(&thing));
    Ok(with_header(answer, LOCATION.as_str(), &call.bases.url(&thing)))
}

fn read(thing: &Thing, call: &Call<'_>) -> HttpResponse {
    let body = call.bases.body(thing);
    let tag = etag::of(&body.to_string());
    let answer = if etag::is_known(call.request.headers(), &tag) {
        HttpResponse::NotModified().finish()
    } else {
        json(StatusCode::OK, &body)
    };
    with_header(answer, ETAG.as_str(), &tag)
}

fn change(thing: &Thing, call: &Call<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let site = Site { bases: &call.bases, store: &state.store };
    let members = writing::change(thing, &call.members()?, &site)?;
    let changed = state.store.change(thing.kind, thing.uuid, members).ok_or(Problem::NotFound)?;
    Ok(json(StatusCode::OK, &call.bases.body(&changed)))
}

fn find(kind: Kind, uuid: Option<Uuid>, state: &State) -> Result<Thing, Problem> {
    uuid.and_then(|uuid| state.store.find(kind, uuid)).ok_or(Problem::NotFound)
}

impl Action {
    /// HEAD is a GET whose body the server leaves out.
    fn of(method: &Method, place: Place) -> Result<Self, Problem> {
        let writes = place.kind().shape().writes;
        match (place, method.as_str(), writes) {
            (Place::Collection(kind), "GET" | "HEAD", _) => Ok(Self::List(kind)),
            (Place::Collection(kind), "POST", Writes::Create | Writes::CreateChangeRemove) => {
                Ok(Self::Create(kind))
            }
            (Place::Item(kind, uuid), "GET" | "HEAD", _) => Ok(Self::Read(kind, uuid)),
            (Place::Item(kind, uuid), "PATCH", Writes::CreateChangeRemove) => {
                Ok(Self::Change(kind, uuid))
            }
            (Place::Item(kind, uuid), "DELETE", Writes::CreateChangeRemove) => {
                Ok(Self::Remove(kind, uuid))
            }
            _ => Err(Problem::Method(method.clone())),
        }
    }
}

impl Place {
    fn allowed(self) -> &'static str {
        match (self, self.kind().shape().writes) {
            (Self::Item(..), Writes::CreateChangeRemove) => "GET, PATCH, DELETE, HEAD",
            (Self::Item(..), _) | (Self::Collection(_), Writes::Nothing) => "GET, HEAD",
            (Self::Collection(_), _) => "GET, POST, HEAD",
        }
    }
}

impl Call<'_> {
    fn members(&self) -> Result<Members, Problem> {
        let declared = self.request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let media_type = declared.and_then(|value| value.split(';').next()).unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return Err(Problem::NotJson);
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(members)) => Ok(members),
            _ => Err(Problem::Malformed),
        }
    }

    fn refuse(&self, problem: &Problem) -> HttpResponse {
        problem.answer(&self.bases.request, accept(self.request))
    }
}

fn json(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).content_type("application/json").body(body.to_string())
}

/// Adds a header; a value that cannot stand in one is left out.
fn with_header(mut answer: HttpResponse, name: &'static str, value: &str) -> HttpResponse {
    let name = HeaderName::try_from(name);
    if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
        answer.headers_mut().insert(name, value);
    }
    answer
}
