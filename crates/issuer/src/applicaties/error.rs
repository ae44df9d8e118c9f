//! Why a call was refused or failed, and how that is said: `Fout` and `ValidatieFout` of the
//! standard, in Dutch, with a page behind `type` that explains the code.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{ConnectionType, Method, StatusCode};
use edge::chance::{self, NoChance};
use edge::problem::{Fout, InvalidParam};
use tokens::zgw::ZgwError;
use tracing::{error, info};
use uuid::Uuid;

use super::caller::Right;
use super::fouten::Class;
use crate::app::App;
use crate::bearer::BearerError;
use crate::config::Errors;
use crate::register::{Fault, RegisterError};
use crate::state::Stale;
use crate::store::StoreError;
use crate::transport::InPlain;

/// Why a call was refused or failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum AcError {
    #[error("no token was sent")]
    NoToken,
    #[error("the request has more than one Authorization header")]
    SeveralCredentials,
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error("the access token is refused: {0}")]
    Token(BearerError),
    #[error("the ZGW JWT is refused: {0}")]
    Zgw(#[from] ZgwError),
    #[error("the client does not hold `{}`", .0.scope())]
    Forbidden(Right),
    #[error("nobody may do that")]
    NotForAnyone,
    #[error("there is no such thing")]
    NotFound,
    #[error("no applicatie holds the client id")]
    NoConsumer,
    #[error("there is no such page")]
    NoSuchPage,
    #[error("the path does not take {0}")]
    Method(Method),
    #[error("the caller does not take JSON")]
    NotAcceptable,
    #[error("the body is not JSON by its Content-Type")]
    MediaType,
    #[error("the body is not JSON at line {line}, column {column}")]
    NotJson { line: usize, column: usize },
    #[error("the body is larger than 8 MiB")]
    TooLarge,
    #[error("the body broke off or took too long")]
    BrokenOff,
    #[error("the request is not valid: {}", names(.0))]
    Faulty(Vec<Fault>),
    #[error("this issuer stops, and changes nothing any more")]
    Stopping,
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error("the database does not answer: {0}")]
    Store(StoreError),
    #[error("nobody knows whether this was written: {0}")]
    OutcomeUnknown(StoreError),
    #[error("the system gave no randomness")]
    Chance(#[from] NoChance),
    #[error("a key does not open")]
    Internal,
}

/// Which fields; what stood in them is nobody's business.
fn names(faults: &[Fault]) -> String {
    let of = |fault: &Fault| format!("{} ({})", fault.name, fault.rule.code());
    faults.iter().take(20).map(of).collect::<Vec<_>>().join(", ")
}

impl From<StoreError> for AcError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::OutcomeUnknown(_) => Self::OutcomeUnknown(error),
            _ => Self::Store(error),
        }
    }
}

impl From<BearerError> for AcError {
    fn from(error: BearerError) -> Self {
        match error {
            BearerError::Stale(stale) => Self::Stale(stale),
            error => Self::Token(error),
        }
    }
}

impl From<RegisterError> for AcError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Faulty(faults) => Self::Faulty(faults),
            RegisterError::Store(error) => error.into(),
            RegisterError::Chance(error) => error.into(),
        }
    }
}

impl AcError {
    /// The class that it belongs to, and its code.
    fn class(&self) -> (Class, &'static str) {
        match self {
            Self::NoToken => (Class::NotAuthenticated, "not_authenticated"),
            Self::Token(_) => (Class::NotAuthenticated, "authentication_failed"),
            Self::Zgw(why) => (Class::NotAuthenticated, why.code()),
            Self::Forbidden(_) | Self::NotForAnyone => {
                (Class::PermissionDenied, "permission_denied")
            }
            Self::NotFound | Self::NoConsumer | Self::NoSuchPage => (Class::NotFound, "not_found"),
            Self::Method(_) => (Class::MethodNotAllowed, "method_not_allowed"),
            Self::NotAcceptable => (Class::NotAcceptable, "not_acceptable"),
            Self::MediaType => (Class::UnsupportedMediaType, "unsupported_media_type"),
            Self::SeveralCredentials
            | Self::InPlain(_)
            | Self::NotJson { .. }
            | Self::TooLarge
            | Self::BrokenOff => (Class::ParseError, "parse_error"),
            Self::Faulty(_) => (Class::ValidationError, "invalid"),
            Self::Stopping | Self::Stale(_) | Self::OutcomeUnknown(_) => {
                (Class::ServiceUnavailable, "service_unavailable")
            }
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Internal => {
                (Class::ApiException, "error")
            }
            Self::Store(_) => (Class::ServiceUnavailable, "service_unavailable"),
        }
    }

    /// What is wrong with this one request, and what to do.
    fn detail(&self) -> String {
        match self {
            Self::NoToken => "Stuur `Authorization: Bearer` met een access token voor deze API, \
                              of met een zelf ondertekend ZGW-JWT."
                .to_owned(),
            Self::SeveralCredentials => "Stuur één Authorization-header.".to_owned(),
            Self::InPlain(_) => "Dit kwam over http zonder TLS, waar anderen het kunnen lezen. \
                                 Stuur het over https, met een nieuw token."
                .to_owned(),
            Self::Token(why) => format!("Vraag een nieuw token aan. ({why})"),
            Self::Zgw(why) => super::fouten::of_zgw(*why).to_owned(),
            Self::Forbidden(right) => format!(
                "De applicatie van deze client heeft hier de scope `{}` van component `ac` voor \
                 nodig, en het token mag die niet uitsluiten.",
                right.scope()
            ),
            Self::NotForAnyone => "Deze methode staat voor geen enkele client open.".to_owned(),
            Self::NotFound => {
                "Hier is niets. Een applicatie staat op /applicaties/{uuid}.".to_owned()
            }
            Self::NoConsumer => "Geen applicatie heeft deze client-id.".to_owned(),
            Self::NoSuchPage => "Deze pagina is er niet; de eerste is 1.".to_owned(),
            Self::Method(_) => "Gebruik een methode uit de header Allow.".to_owned(),
            Self::NotAcceptable => {
                "Hier is alleen JSON te krijgen: neem `application/json` op in Accept.".to_owned()
            }
            Self::MediaType => "Stuur JSON, met `Content-Type: application/json` en zonder \
                                Content-Encoding."
                .to_owned(),
            Self::NotJson { line, column } => format!(
                "De inhoud is geen JSON in UTF-8 waarin elke naam één keer staat en die hoogstens \
                 128 niveaus diep gaat: zie regel {line}, teken {column}."
            ),
            Self::TooLarge => {
                "De inhoud is groter dan 8 MiB; verdeel het over meer applicaties.".to_owned()
            }
            Self::BrokenOff => {
                "De inhoud brak af, of kwam niet binnen 20 seconden binnen.".to_owned()
            }
            Self::Faulty(_) => "Zie invalidParams voor elke fout.".to_owned(),
            Self::Stopping => {
                "Deze server stopt. Er is niets veranderd; probeer het opnieuw.".to_owned()
            }
            Self::OutcomeUnknown(_) => "Onbekend is of dit is opgeslagen: het is er helemaal, of \
                                        niet. Kijk of het er is voordat u het opnieuw vraagt."
                .to_owned(),
            Self::Store(StoreError::Corrupt { .. }) | Self::Chance(_) | Self::Internal => {
                "De fout ligt bij deze server; het log zegt meer.".to_owned()
            }
            Self::Stale(_) | Self::Store(_) => {
                "De database antwoordt nu niet. Er is niets veranderd; probeer het opnieuw."
                    .to_owned()
            }
        }
    }

    /// Answers, and logs the fact once under the id that the answer bears.
    pub(super) fn answer(&self, app: &App) -> HttpResponse {
        let errors = app.autorisaties.errors;
        let (class, code) = self.worded(errors);
        let status = class.status();
        let instance = chance::uuid_v4().unwrap_or(Uuid::nil());
        if status.is_server_error() {
            error!(error = %self, code, %instance, "a call of the Autorisaties API failed");
        } else {
            info!(error = %self, code, %instance, "a call of the Autorisaties API was refused");
        }
        let fout = Fout::new(status, code, class.title(), instance)
            .kind(class.url(app))
            .detail(self.detail())
            .invalid_params(self.invalid_params());
        let mut answer = fout.into_response();
        // What the caller still sends is read by nobody.
        if matches!(self, Self::TooLarge | Self::BrokenOff) {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        let headers = answer.headers_mut();
        if let Some(challenge) = self.challenge(errors) {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        // Whoever does not know whether it was done must look first.
        let may_try_again = !matches!(self, Self::OutcomeUnknown(_));
        if status == StatusCode::SERVICE_UNAVAILABLE && may_try_again {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        answer
    }

    /// Class and code; who shows no token is as nobody to clients that know 403 only.
    fn worded(&self, errors: Errors) -> (Class, &'static str) {
        match (self, errors) {
            (Self::NoToken | Self::Token(_), Errors::Zgw) => {
                (Class::PermissionDenied, "permission_denied")
            }
            (Self::Zgw(why), Errors::Zgw) => (Class::PermissionDenied, why.code()),
            _ => self.class(),
        }
    }

    fn invalid_params(&self) -> Vec<InvalidParam> {
        match self {
            Self::Faulty(faults) => faults.iter().map(Fault::param).collect(),
            _ => Vec::new(),
        }
    }

    /// RFC 6750 3: realm first, always with parameters.
    fn challenge(&self, errors: Errors) -> Option<HeaderValue> {
        const REALM: &str = r#"Bearer realm="Autorisaties API""#;
        let text = match (self, errors) {
            (_, Errors::Zgw) => return None,
            (Self::NoToken, _) => REALM.to_owned(),
            (Self::Token(_) | Self::Zgw(_), _) => format!(r#"{REALM}, error="invalid_token""#),
            (Self::SeveralCredentials | Self::InPlain(_), _) => {
                format!(r#"{REALM}, error="invalid_request""#)
            }
            (Self::Forbidden(right), _) => {
                let scope = right.scope();
                format!(r#"{REALM}, error="insufficient_scope", scope="{scope}""#)
            }
            _ => return None,
        };
        HeaderValue::from_str(&text).ok()
    }
}
