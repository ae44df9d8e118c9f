//! What somebody came to the login page with.

use actix_web::HttpRequest;

use crate::form::Form;
use crate::onward::Onward;
use crate::pages::Language;
use crate::session::Again;

/// Longest username that a page is filled in with.
const MAX_HINT: usize = 100;

/// Where one goes on, and what is known already.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) onward: Onward,
    pub(super) again: Again,
    /// What stands in the field already.
    pub(super) username: String,
    /// They come from having signed out.
    pub(super) signed_out: bool,
}

impl Asked {
    /// Of a query; what cannot be read of it counts as not there.
    pub(super) fn of_query(query: &str) -> Self {
        let find = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let again = match find("prompt").as_deref() {
            Some("login") => Again::Yes,
            _ => Again::No,
        };
        Self {
            onward: onward(find("continue").as_deref()),
            again,
            username: hint(find("login_hint").as_deref()),
            signed_out: find("signed_out").is_some(),
        }
    }

    /// Of the page's own form.
    pub(super) fn of_form(form: &Form) -> Self {
        Self {
            onward: onward(form.get("continue")),
            again: Again::Yes,
            username: hint(form.get("username")),
            signed_out: false,
        }
    }

    /// In which the page speaks: whom a client sent to be authorized reads what it wishes.
    pub(super) fn language(&self, request: &HttpRequest) -> Language {
        Language::wished(self.onward.wish(), request)
    }
}

/// What leads nowhere of ours leads to one's account.
fn onward(text: Option<&str>) -> Onward {
    text.and_then(Onward::parse).unwrap_or_else(Onward::account)
}

fn hint(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(MAX_HINT).collect()
}
