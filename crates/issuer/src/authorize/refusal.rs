//! Why a person is not sent back to where they came from, and the page that says so. It never links to
//! an address out of the request.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use edge::chance::NoChance;
use tracing::{error, info};

use super::parameters::Unreadable;
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
    Unreadable(#[from] Unreadable),
    #[error("the body is no form that can be sent on")]
    Body,
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Foreign(#[from] Foreign),
    #[error("the client is not known")]
    UnknownClient,
    #[error("the redirect URI is not one of the client's")]
    RedirectUri,
    #[error("there is no redirect URI, and the client must send one")]
    NoRedirectUri,
    #[error("the request is over, was answered, or is another's")]
    Over,
    #[error("the request_uri names no request that this client pushed and that waits still")]
    NotPushed,
    #[error("too many requests wait for one session")]
    TooMany,
    #[error("what was kept of the request cannot be read")]
    Kept,
    #[error(transparent)]
    Stale(#[from] Stale),
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
            error!(error = %self, "nobody was authorized");
        } else {
            info!(why = %self, "nobody was authorized");
        }
        message.answer(language, app)
    }

    fn message(&self) -> Message {
        let (status, title, text) = match self {
            Self::InPlain(_) => return Message::NOT_PRIVATE,
            Self::Unreadable(_) | Self::Body => (StatusCode::BAD_REQUEST, WRONG, UNREADABLE),
            Self::UnknownClient => (StatusCode::BAD_REQUEST, WRONG, UNKNOWN_CLIENT),
            Self::RedirectUri => (StatusCode::BAD_REQUEST, WRONG, REDIRECT_URI),
            Self::NoRedirectUri => (StatusCode::BAD_REQUEST, WRONG, NO_REDIRECT_URI),
            Self::Over | Self::Form(_) => (StatusCode::BAD_REQUEST, OVER, START_AGAIN),
            Self::NotPushed => (StatusCode::BAD_REQUEST, WRONG, NO_PUSHED),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, Message::NOT_NOW.title, TOO_MANY),
            Self::Foreign(_) => (StatusCode::FORBIDDEN, OVER, START_AGAIN),
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Kept => {
                return Message::BROKEN;
            }
            Self::Store(_) | Self::Stale(_) => return Message::NOT_NOW,
        };
        Message { status, title, text }
    }
}

type Both = (&'static str, &'static str);

const WRONG: Both =
    ("Deze aanvraag van de toepassing klopt niet", "This request of the application is wrong");
const UNREADABLE: Both = (
    "De aanvraag is te lang of niet te lezen. Meld dit bij de beheerder van de toepassing.",
    "The request is too long or cannot be read. Tell the administrator of the application.",
);
const UNKNOWN_CLIENT: Both = (
    "De toepassing (client_id) is hier niet bekend. Meld dit bij de beheerder van de toepassing.",
    "The application (client_id) is not known here. Tell the administrator of the application.",
);
const REDIRECT_URI: Both = (
    "Het adres waar u naar terug zou gaan (redirect_uri) is niet, letter voor letter, een van de adressen die voor deze toepassing zijn geregistreerd. U wordt daarom niet doorgestuurd.",
    "The address that you would return to (redirect_uri) is not, letter by letter, one that is registered for this application. So you are not sent on.",
);
const NO_REDIRECT_URI: Both = (
    "De toepassing zegt niet waar u naar terug gaat (redirect_uri). Meld dit bij de beheerder van de toepassing.",
    "The application does not say where you return to (redirect_uri). Tell its administrator.",
);
const NO_PUSHED: Both = (
    "De aanvraag die de toepassing had klaargezet (request_uri) is verlopen, al gebruikt of van een andere toepassing. Ga terug naar de toepassing en begin daar opnieuw.",
    "The request that the application had pushed (request_uri) has expired, was used, or is another application's. Go back to the application and start again there.",
);
const TOO_MANY: Both = (
    "Er staan al veel aanvragen voor u open. Beantwoord er een, of probeer het over tien minuten opnieuw.",
    "Many requests wait for you already. Answer one of them, or try again in ten minutes.",
);
const OVER: Both = ("Deze aanvraag is verlopen", "This request has expired");
const START_AGAIN: Both = (
    "Ga terug naar de toepassing en begin daar opnieuw. Uw browser moet cookies toestaan.",
    "Go back to the application and start again there. Your browser must allow cookies.",
);
