//! A page that only says something: what went wrong, and what to do.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use askama::Template;

use super::{Forms, Frame, Language, page};
use crate::app::App;

/// What is said, in both languages: Dutch first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message {
    pub(crate) status: StatusCode,
    pub(crate) title: (&'static str, &'static str),
    pub(crate) text: (&'static str, &'static str),
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    frame: Frame,
    text: &'a str,
}

impl Message {
    pub(crate) const NOT_PRIVATE: Self = Self {
        status: StatusCode::BAD_REQUEST,
        title: ("Deze verbinding is niet veilig", "This connection is not secure"),
        text: (
            "Anderen kunnen meelezen. Gebruik het adres dat met https:// begint.",
            "Others can read along. Use the address that begins with https://.",
        ),
    };
    pub(crate) const BROKEN: Self = Self {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        title: ("Er ging iets mis", "Something went wrong"),
        text: (
            "Dat ligt niet aan u. Probeer het later opnieuw, of vraag de beheerder van uw organisatie.",
            "It is not your fault. Try again later, or ask the administrator of your organisation.",
        ),
    };
    pub(crate) const NOT_NOW: Self = Self {
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Dat kan nu even niet", "Not just now"),
        text: (
            "Er is niets veranderd. Probeer het over een paar tellen opnieuw.",
            "Nothing was changed. Try again in a few seconds.",
        ),
    };
    pub(crate) const NOTHING_HERE: Self = Self {
        status: StatusCode::NOT_FOUND,
        title: ("Hier staat niets", "There is nothing here"),
        text: (
            "Kijk of het adres klopt, of ga terug naar de toepassing waar u vandaan kwam.",
            "See whether the address is right, or go back to the application that you came from.",
        ),
    };

    /// As a page; one that says to try again says when.
    pub(crate) fn answer(self, language: Language, app: &App) -> HttpResponse {
        let title = language.pick(self.title.0, self.title.1);
        let frame = Frame::new(language, title);
        let text = language.pick(self.text.0, self.text.1);
        let mut answer = page(self.status, &MessagePage { frame, text }, &Forms::Own, app);
        let wait = match self.status {
            StatusCode::SERVICE_UNAVAILABLE => Some("5"),
            StatusCode::TOO_MANY_REQUESTS => Some("600"),
            _ => None,
        };
        if let Some(wait) = wait {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(wait));
        }
        answer
    }
}
