//! Why nobody is authorized: the client hears it where its answers go, or the person on a page of ours.
//! That never links to an address out of the request.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use edge::chance::NoChance;
use tracing::{error, info};

use super::fault::Fault;
use super::judge::Addressed;
use super::parameters::Unreadable;
use crate::app::App;
use crate::form::FormError;
use crate::pages::{Language, Message};
use crate::session::csrf::Foreign;
use crate::settings::Registered;
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
    #[error(transparent)]
    Unaddressed(#[from] Unaddressed),
    /// The client hears it.
    #[error("{}", .0.fault)]
    Back(Box<SentBack>),
    #[error("the request is over, was answered, or is another's")]
    Over,
    #[error("the request_uri names no request that this client pushed and that waits still")]
    NotPushed,
    #[error("too many requests wait for one session")]
    TooMany,
    #[error("what is kept of the request cannot be written or read")]
    Kept(#[from] serde_json::Error),
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error("the database does not answer: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Why an answer could go nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unaddressed {
    #[error("the client is not known")]
    UnknownClient,
    #[error("the redirect URI is not one of the client's")]
    RedirectUri,
    #[error("there is no redirect URI, and the client must send one")]
    NoRedirectUri,
}

/// What the client is told, and where.
#[derive(Debug)]
pub(super) struct SentBack {
    addressed: Addressed,
    fault: Fault,
}

impl Refusal {
    /// The client is told.
    pub(super) fn back(addressed: Addressed, fault: Fault) -> Self {
        Self::Back(Box::new(SentBack { addressed, fault }))
    }

    /// The way back, or a page; and a line in the log.
    pub(super) fn answer(&self, language: Language, app: &App) -> HttpResponse {
        let bad_request = |(title, text)| Message { status: StatusCode::BAD_REQUEST, title, text };
        let message = match self {
            Self::Back(sent) => return sent.answer(),
            Self::InPlain(_) => Message::NOT_PRIVATE,
            Self::Unreadable(_) | Self::Body => bad_request((WRONG, UNREADABLE)),
            Self::Unaddressed(why) => bad_request((WRONG, why.told())),
            Self::NotPushed => bad_request((WRONG, NO_PUSHED)),
            Self::Over | Self::Form(_) => bad_request((OVER, START_AGAIN)),
            Self::Foreign(_) => {
                Message { status: StatusCode::FORBIDDEN, ..bad_request((OVER, START_AGAIN)) }
            }
            Self::TooMany => Message {
                text: TOO_MANY,
                status: StatusCode::TOO_MANY_REQUESTS,
                ..Message::NOT_NOW
            },
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Kept(_) => {
                Message::BROKEN
            }
            Self::Store(_) | Self::Stale(_) => Message::NOT_NOW,
        };
        if message.status.is_server_error() {
            error!(error = %self, "nobody was authorized");
        } else {
            info!(why = %self, "nobody was authorized");
        }
        message.answer(language, app)
    }
}

impl SentBack {
    fn answer(&self) -> HttpResponse {
        info!(fault = %self.fault, "an authorization request was refused");
        self.addressed.back.with_error(&self.fault)
    }

    /// Whether nobody but the client itself has looked at where it leads.
    pub(super) fn leads_where_nobody_looked(&self) -> bool {
        self.addressed.entry.client.oauth.registered == Registered::Dynamic
    }
}

impl Unaddressed {
    fn told(self) -> Both {
        match self {
            Self::UnknownClient => UNKNOWN_CLIENT,
            Self::RedirectUri => REDIRECT_URI,
            Self::NoRedirectUri => NO_REDIRECT_URI,
        }
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
