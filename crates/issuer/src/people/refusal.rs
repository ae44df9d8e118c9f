//! Why somebody is not shown what they asked for, and the page that says so.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use edge::chance::NoChance;
use tracing::{error, info};

use crate::app::App;
use crate::form::FormError;
use crate::pages::{Language, Message};
use crate::session::csrf::Foreign;
use crate::state::Stale;
use crate::store::StoreError;
use crate::transport::InPlain;

/// Why.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Foreign(#[from] Foreign),
    #[error("a parameter came more than once")]
    Repeated,
    #[error("client_id is not the client that the ID token is for")]
    OtherClient,
    #[error("post_logout_redirect_uri is not one of the client's")]
    Target,
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error("hashing failed")]
    Hashing,
    #[error("the database does not answer: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

impl Refusal {
    /// The page, and a line in the log.
    pub(super) fn answer(&self, language: Language, app: &App) -> HttpResponse {
        let message = self.message();
        if message.status.is_server_error() {
            error!(error = %self, "a page could not be shown");
        } else {
            info!(why = %self, "a page was refused");
        }
        message.answer(language, app)
    }

    fn message(&self) -> Message {
        let (status, title, text) = match self {
            Self::InPlain(_) => return Message::NOT_PRIVATE,
            Self::Form(why) => (why.status(), ODD, GO_BACK),
            Self::Repeated | Self::OtherClient => (StatusCode::BAD_REQUEST, STILL_IN, WRONG),
            Self::Target => (StatusCode::BAD_REQUEST, STILL_IN, TARGET),
            Self::Foreign(_) => (StatusCode::FORBIDDEN, FOREIGN, GO_BACK),
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Hashing => {
                return Message::BROKEN;
            }
            Self::Store(_) | Self::Stale(_) => return Message::NOT_NOW,
        };
        Message { status, title, text }
    }
}

type Both = (&'static str, &'static str);

const ODD: Both = ("Dit formulier is niet te lezen", "This form cannot be read");
const FOREIGN: Both = ("Dit formulier is verlopen", "This form has expired");
const GO_BACK: Both = (
    "Ga terug, laad de pagina opnieuw en probeer het nog eens. Uw browser moet cookies toestaan.",
    "Go back, load the page again and try once more. Your browser must allow cookies.",
);
const STILL_IN: Both = ("U bent niet uitgelogd", "You are not signed out");
const WRONG: Both = (
    "Deze aanvraag van de toepassing klopt niet. Uitloggen kan op uw account; meld dit bij de beheerder van de toepassing.",
    "This request of the application is wrong. You can sign out on your account; tell the administrator of the application.",
);
const TARGET: Both = (
    "Het adres waar u naartoe zou gaan (post_logout_redirect_uri) is niet, letter voor letter, voor deze toepassing geregistreerd. Uitloggen kan op uw account.",
    "The address that you would go to (post_logout_redirect_uri) is not, letter by letter, registered for this application. You can sign out on your account.",
);
