//! A refusal as an answer: status, challenge and `Fout`, and one line in the log.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use edge::problem::Fout;
use uuid::Uuid;

use super::wire::{self, Wire};
use super::{Errors, Refusal, Refused};
use crate::principal::NoFeedKey;

/// What is still on its way from the client when it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nothing.
    Nothing,
    /// A body that nobody will read: what follows on the connection must not be taken for a request.
    Body,
}

impl Refused {
    /// The answer; writes the one log line of this refusal.
    pub(crate) fn answer(&self, rest: Rest, realm: &str) -> HttpResponse {
        let wire = for_clients_of(self.errors, wire::of(&self.refusal));
        // The instance ties answer and log line together; without chance they are just not tied.
        let instance = edge::chance::uuid_v4().unwrap_or(Uuid::nil());
        self.log(&wire, instance);
        let mut answer = Fout::new(wire.status, wire.code, wire.title, instance)
            .detail(self.refusal.to_string())
            .into_response();
        let headers = answer.headers_mut();
        let mut set = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        set(WWW_AUTHENTICATE, wire.challenge.text(realm));
        set(RETRY_AFTER, wire.retry_after.map(|seconds| seconds.to_string()));
        set(ALLOW, self.allow());
        if rest == Rest::Body {
            answer.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
        }
        answer
    }

    /// What the client sees of it: the status, and the code of the rule.
    pub(crate) fn on_the_wire(&self) -> (StatusCode, &'static str) {
        let wire = for_clients_of(self.errors, wire::of(&self.refusal));
        (wire.status, wire.code)
    }

    /// What the client is told.
    pub(crate) fn text(&self) -> String {
        self.refusal.to_string()
    }

    fn allow(&self) -> Option<String> {
        match *self.refusal {
            Refusal::MethodNotAllowed { allow } => Some(allow.to_string()),
            _ => None,
        }
    }

    /// What the operator may do about a refusal that is the caller's to hear.
    fn advice(&self) -> Option<&NoFeedKey> {
        match &*self.refusal {
            Refusal::SelfSignedNotTaken(why) => Some(why),
            _ => None,
        }
    }

    fn log(&self, wire: &Wire, instance: Uuid) {
        let client = self.client.as_ref().map(tracing::field::display);
        let operation = self.operation.as_deref();
        let blamed = match &*self.refusal {
            Refusal::LookUp(why) => why,
            refusal => refusal,
        };
        let source = std::error::Error::source(blamed).map(tracing::field::display);
        let (status, rule, reason) = (wire.status.as_u16(), wire.code, &self.refusal);
        if wire.status.is_server_error() {
            tracing::warn!(%instance, status, rule, client, operation, %reason, source, "failed");
        } else {
            let advice = self.advice().map(tracing::field::display);
            tracing::info!(%instance, status, rule, client, operation, %reason, advice, "refused");
        }
    }
}

/// ZGW clients know no 401: every refusal of a credential is 403 to them, and `permission_denied` unless
/// ZGW APIs have a code for it.
fn for_clients_of(errors: Errors, wire: Wire) -> Wire {
    match errors {
        Errors::Zgw if wire.status == StatusCode::UNAUTHORIZED => {
            Wire { status: StatusCode::FORBIDDEN, code: wire.by_zgw, ..wire }
        }
        Errors::Zgw | Errors::Rfc6750 => wire,
    }
}

#[cfg(test)]
mod tests;
