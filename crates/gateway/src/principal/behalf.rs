//! For whom a client says that it calls, in two headers of the request. Only a client may that has the
//! right to, which is granted by name; and nothing of it is passed on as it came.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use autorisaties::TokenScopes;
use edge::paths::ON_BEHALF_SCOPE;
use edge::telemetry;
use percent_encoding::percent_decode_str;
use tokens::zgw;

use super::Principal;
use crate::refusal::Refusal;
use crate::user::{Caller, User};

/// `user_id`.
const ID: &str = "x-zaakpoort-user-id";
/// `user_representation`.
const REPRESENTATION: &str = "x-zaakpoort-user-representation";
/// The same as names: every request is looked through for them.
const NAMES: [HeaderName; 2] =
    [HeaderName::from_static(ID), HeaderName::from_static(REPRESENTATION)];

/// Why nobody can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BehalfFault {
    #[error(
        "to say for whom it calls, a client needs the scope {ON_BEHALF_SCOPE}, which this client has \
         not, or no longer; leave out {ID}, or ask the issuer's administrator for it"
    )]
    NotHeld,
    #[error(
        "to say for whom it calls needs the scope {ON_BEHALF_SCOPE}, which this client has and what it \
         authenticates with does not carry; fetch an access token with it, or leave out {ID}"
    )]
    NotCarried,
    #[error("{0} stands there more than once; send it once")]
    Twice(&'static str),
    #[error("{REPRESENTATION} is the name of whom {ID} says; send both, or {ID} alone")]
    NameAlone,
    #[error(
        "{0} must be 1 to 255 characters in UTF-8, none of them a control character; all that is not \
         ASCII, and `%` itself, is written in percent-encoding (Jos%C3%A9)"
    )]
    Form(&'static str),
}

impl Principal {
    /// For whom it calls: what is said of the request, else what its token says.
    pub(crate) fn user(&self) -> Option<&Arc<User>> {
        self.stated.as_ref().or(self.vouched.user.as_ref())
    }

    /// Whether the request says for whom it calls.
    pub(crate) fn states_user(&self) -> bool {
        self.stated.is_some()
    }

    /// In whose name upstreams are asked.
    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller { client: self.client(), user: self.user() }
    }

    /// The same caller, for whom the request says that it calls.
    pub(crate) fn on_behalf(self, request: &HttpRequest) -> Result<Self, Refusal> {
        let headers = request.headers();
        if !NAMES.iter().any(|name| headers.contains_key(name)) {
            return Ok(self);
        }
        // Who may not say it hears that, however they write it.
        self.may_state()?;
        let user = read(headers)?;
        telemetry::about(request, || {
            // Who it is stands in the upstream's audit trail, not here.
            tracing::info!(client = %self.client(), "the client says for whom it calls");
        });
        self.stating(Some(Arc::new(user)))
    }

    /// The same caller, of whom this was stated, if that may be said still.
    pub(super) fn stating(self, stated: Option<Arc<User>>) -> Result<Self, Refusal> {
        if stated.is_some() {
            self.may_state()?;
        }
        Ok(Self { stated, ..self })
    }

    /// As for every scope of the system, it is not enough that the client holds it.
    fn may_state(&self) -> Result<(), BehalfFault> {
        if !self.beside().contains(ON_BEHALF_SCOPE) {
            return Err(BehalfFault::NotHeld);
        }
        if self.names(ON_BEHALF_SCOPE) { Ok(()) } else { Err(BehalfFault::NotCarried) }
    }

    /// Whether its credential names a scope itself: what only stands for all that is held does not.
    fn names(&self, scope: &str) -> bool {
        matches!(&self.vouched.scopes, TokenScopes::These(these) if these.contains(scope))
    }
}

fn read(headers: &HeaderMap) -> Result<User, BehalfFault> {
    let id = one(headers, ID)?.ok_or(BehalfFault::NameAlone)?;
    let representation = one(headers, REPRESENTATION)?;
    let user = User::said_by_client(Some(&id), representation.as_deref());
    user.ok_or(BehalfFault::Form(ID))
}

fn one(headers: &HeaderMap, name: &'static str) -> Result<Option<String>, BehalfFault> {
    let mut values = headers.get_all(name);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(BehalfFault::Twice(name));
    }
    let text = value.to_str().ok().and_then(decoded).filter(|text| zgw::is_user_text(text));
    text.map(Some).ok_or(BehalfFault::Form(name))
}

/// RFC 3986 2.1, in one reading: each `%` begins a byte, and the bytes are UTF-8.
fn decoded(text: &str) -> Option<String> {
    let begins_a_byte = |after: &str| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(begins_a_byte) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    /// Whom these headers name, or why they name nobody.
    fn named(headers: &[(&str, &[u8])]) -> Result<(String, Option<String>), BehalfFault> {
        let request = headers.iter().fold(TestRequest::default(), |request, (name, value)| {
            let value = actix_web::http::header::HeaderValue::from_bytes(value);
            value.into_iter().fold(request, |request, value| request.append_header((*name, value)))
        });
        let user = read(request.to_http_request().headers())?;
        let text = |said: Option<&str>| said.map(str::to_owned);
        Ok((text(user.id()).unwrap_or_default(), text(user.representation())))
    }

    #[test]
    fn a_name_is_read_in_one_way() {
        for (written, read) in [
            ("j.jansen", Some("j.jansen")),
            ("Jan Jansen", Some("Jan Jansen")),
            ("Jos%C3%A9", Some("Jos\u{e9}")),
            ("Jos%c3%a9", Some("Jos\u{e9}")),
            ("a+b@gemeente.nl", Some("a+b@gemeente.nl")),
            ("100%25", Some("100%")),
            ("%2541", Some("%41")),
            ("100%", None),
            ("%4", None),
            ("%+1", None),
            ("%u00e9", None),
            ("%C3", None),
            ("a%00b", None),
            ("a%0D%0Ab", None),
            ("a%7Fb", None),
            ("a%C2%85b", None),
            ("", None),
        ] {
            let expected = read.map(|read| (read.to_owned(), None)).ok_or(BehalfFault::Form(ID));
            assert_eq!(named(&[(ID, written.as_bytes())]), expected, "{written}");
        }
        assert_eq!(named(&[(ID, "Jos\u{e9}".as_bytes())]), Err(BehalfFault::Form(ID)), "as bytes");
        assert_eq!(named(&[(ID, b"a\tb")]), Err(BehalfFault::Form(ID)));
    }

    #[test]
    fn a_name_has_at_most_255_characters_however_many_bytes_they_take() {
        let most = "%E2%82%AC".repeat(255);
        let read = named(&[(ID, most.as_bytes())]).map(|(id, _)| id.chars().count());
        assert_eq!(read, Ok(255));
        let more = "a".repeat(256);
        assert_eq!(named(&[(ID, more.as_bytes())]), Err(BehalfFault::Form(ID)));
        let both: [(&str, &[u8]); 2] = [(ID, b"jan"), (REPRESENTATION, more.as_bytes())];
        assert_eq!(named(&both), Err(BehalfFault::Form(REPRESENTATION)));
    }

    #[test]
    fn each_stands_there_once_and_the_name_not_without_its_id() {
        let jan: (&str, &[u8]) = (ID, b"jan");
        let name: (&str, &[u8]) = (REPRESENTATION, b"Jan Jansen");
        let both = ("jan".to_owned(), Some("Jan Jansen".to_owned()));
        assert_eq!(named(&[name, jan]), Ok(both));
        assert_eq!(named(&[jan, jan]), Err(BehalfFault::Twice(ID)));
        assert_eq!(named(&[jan, name, name]), Err(BehalfFault::Twice(REPRESENTATION)));
        assert_eq!(named(&[name]), Err(BehalfFault::NameAlone));
    }
}
