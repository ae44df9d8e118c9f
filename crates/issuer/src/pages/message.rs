//! A page that only says something: what went wrong, and what to do.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
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
    /// As a page.
    pub(crate) fn answer(self, language: Language, app: &App) -> HttpResponse {
        let title = language.pick(self.title.0, self.title.1);
        let frame = Frame::new(language, title);
        let text = language.pick(self.text.0, self.text.1);
        page(self.status, &MessagePage { frame, text }, &Forms::Own, app)
    }
}
