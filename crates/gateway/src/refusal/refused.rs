//! A refusal on its way to its answer: by each step that it passes more is known of who was refused what.

use actix_web::http::StatusCode;
use autorisaties::ClientId;

use super::{Errors, Refusal, wire};
use crate::route::Route;

/// A refusal, with what is known of who was refused what.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(super) refusal: Box<Refusal>,
    pub(super) errors: Errors,
    pub(super) operation: Option<String>,
    pub(super) client: Option<ClientId>,
}

impl Refusal {
    /// Whether it is a verdict on what the caller may do, who is known, and asks in one reading.
    pub(crate) fn is_verdict(&self) -> bool {
        // Of an object that is not there, and of a link to one, it is the gateway's own word.
        let of_objects = matches!(self, Self::NotThere | Self::NoSuchObject { .. });
        of_objects || wire::of(self).status == StatusCode::FORBIDDEN
    }

    /// The code of the rule that refuses.
    pub(crate) fn code(&self) -> &'static str {
        wire::of(self).code
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let refusal = Box::new(refusal);
        Self { refusal, errors: Errors::default(), operation: None, client: None }
    }
}

/// Adds to a refusal what is known by the step that it came from.
pub(crate) trait Known<T> {
    /// The operation is known.
    fn on(self, route: &Route<'_>) -> Result<T, Refused>;
    /// The operation and the caller are known.
    fn of(self, caller: &ClientId, route: &Route<'_>) -> Result<T, Refused>;
}

impl<T> Known<T> for Result<T, Refusal> {
    fn on(self, route: &Route<'_>) -> Result<T, Refused> {
        self.map_err(|refusal| Refused {
            errors: route.upstream().errors(),
            operation: Some(route.called().name().to_owned()),
            ..Refused::from(refusal)
        })
    }

    fn of(self, caller: &ClientId, route: &Route<'_>) -> Result<T, Refused> {
        self.on(route).map_err(|refused| Refused { client: Some(caller.clone()), ..refused })
    }
}
