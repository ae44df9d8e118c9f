//! One call on one of the APIs: admitted by its JWT, then carried out.

use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};

use crate::body::Body;
use crate::front::{State, accept};
use crate::problem::Problem;
use crate::route::{Place, Slot};
use crate::seen::Ticket;
use crate::store::Thing;
use crate::token::{self, Caller};
use crate::wire::Bases;
use crate::{CLIENT_ID_HEADER, clock, doing, negotiation};

/// A call whose body has come in.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a HttpRequest,
    pub(crate) place: Place,
    pub(crate) bases: Bases,
    pub(crate) body: Vec<u8>,
}

/// Answers the call, whatever comes of it.
pub(crate) fn answer(call: &Call<'_>, ticket: Ticket, state: &State) -> HttpResponse {
    let mut answer = match admit(call, state) {
        Err(problem) => call.refuse(&problem),
        Ok(caller) => {
            tracing::debug!(client_id = %caller.client_id, place = ?call.place, "call admitted");
            state.seen.caller(ticket, &caller);
            let done = negotiation::coordinates(call.request, call.place, state.crs)
                .and_then(|()| doing::carry_out(call, state, &caller));
            let answer = done.unwrap_or_else(|problem| call.refuse(&problem));
            with_header(answer, CLIENT_ID_HEADER, &caller.client_id)
        }
    };
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(call.place.allowed()));
    answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept, origin, Cookie"));
    if negotiation::has_geometry(call.place) {
        answer = with_header(answer, "Content-Crs", negotiation::CRS);
    }
    with_header(answer, "API-version", call.place.kind.shape().api_version)
}

/// In Open Zaak's order: the media type first, then the method, then the token.
fn admit(call: &Call<'_>, state: &State) -> Result<Caller, Problem> {
    negotiation::media_type(call.request, call.place)?;
    let method = call.request.method();
    if !call.place.allowed().split(", ").any(|allowed| allowed == method.as_str()) {
        return Err(Problem::Method(method.clone()));
    }
    let now = clock::now().timestamp();
    token::verify(call.request.headers(), &state.credentials, now).map_err(Problem::Denied)
}

impl Call<'_> {
    pub(crate) fn query(&self) -> &str {
        self.request.uri().query().unwrap_or_default()
    }

    pub(crate) fn content_type(&self) -> &str {
        let declared = self.request.headers().get(CONTENT_TYPE);
        declared.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The JSON object that the call carries.
    pub(crate) fn json(&self) -> Result<Body, Problem> {
        let media_type = self.content_type().split(';').next().unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return Err(Problem::NotJson);
        }
        Body::read(&self.body).ok_or(Problem::Malformed)
    }

    /// The JSON object that the call may carry: nothing at all is an empty one.
    pub(crate) fn json_if_any(&self) -> Result<Body, Problem> {
        if self.body.is_empty() { Ok(Body::default()) } else { self.json() }
    }

    /// The thing that the call's path names.
    pub(crate) fn thing(&self, state: &State) -> Result<Thing, Problem> {
        let uuid = self.place.uuid.uuid().ok_or(Problem::NotFound)?;
        let thing = state.store.find(self.place.kind, uuid).ok_or(Problem::NotFound)?;
        match self.main(state)? {
            Some(main) if thing.main() != Some(main.path().as_str()) => Err(Problem::NotFound),
            _ => Ok(thing),
        }
    }

    /// The thing below which the call's path leads, where it leads below one.
    pub(crate) fn main(&self, state: &State) -> Result<Option<Thing>, Problem> {
        let main = self.place.kind.shape().main;
        match (self.place.main, main) {
            (Slot::Of(uuid), Some((kind, _))) => {
                state.store.find(kind, uuid).map(Some).ok_or(Problem::NotFound)
            }
            (Slot::Odd, _) => Err(Problem::NotFound),
            _ => Ok(None),
        }
    }

    fn refuse(&self, problem: &Problem) -> HttpResponse {
        problem.answer(&self.bases.request, accept(self.request))
    }
}

/// Adds a header; a value that cannot stand in one is left out.
pub(crate) fn with_header(
    mut answer: HttpResponse,
    name: &'static str,
    value: &str,
) -> HttpResponse {
    let name = HeaderName::try_from(name);
    if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
        answer.headers_mut().insert(name, value);
    }
    answer
}
