//! What an answer must say: a cost counts only of what was done.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::fault::Fault;

/// What an answer must say, beside 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Anything,
    /// This, somewhere in it.
    Text(&'static str),
    /// An access token that no answer before it had.
    NewToken,
}

/// Looks at the answers of one burst.
pub(crate) struct Answers {
    expected: Expected,
    seen: RefCell<HashSet<String>>,
}

impl Answers {
    pub(crate) fn new(expected: Expected) -> Self {
        Self { expected, seen: RefCell::default() }
    }

    /// Takes the body of one.
    pub(crate) fn take(&self, body: &[u8]) -> Result<(), Fault> {
        match self.expected {
            Expected::Anything => Ok(()),
            Expected::Text(text) => {
                let says = std::str::from_utf8(body).is_ok_and(|body| body.contains(text));
                if says { Ok(()) } else { Err(Fault::Silent(text)) }
            }
            Expected::NewToken => {
                let token = member(body, "access_token").ok_or(Fault::Silent("access_token"))?;
                let new = self.seen.borrow_mut().insert(token.to_owned());
                if new { Ok(()) } else { Err(Fault::Answer("its token was given before")) }
            }
        }
    }
}

/// A text member of a JSON object, where its text needs no escape.
pub(crate) fn member<'a>(body: &'a [u8], name: &str) -> Option<&'a str> {
    let (_, behind) = std::str::from_utf8(body).ok()?.split_once(&format!("\"{name}\":\""))?;
    Some(behind.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_what_it_must_say_is_no_answer() {
        let body = br#"{"active":true,"sub":"a"}"#;
        assert!(Answers::new(Expected::Text("\"active\":true")).take(body).is_ok());
        assert!(Answers::new(Expected::Text("\"active\":false")).take(body).is_err());
        assert!(Answers::new(Expected::NewToken).take(body).is_err());
        assert!(Answers::new(Expected::Anything).take(b"").is_ok());
    }

    #[test]
    fn a_token_is_new_once() {
        let answers = Answers::new(Expected::NewToken);
        let body = |token: &str| format!(r#"{{"access_token":"{token}","expires_in":300}}"#);
        assert!(answers.take(body("a.b.c").as_bytes()).is_ok());
        assert!(answers.take(body("a.b.d").as_bytes()).is_ok());
        assert!(answers.take(body("a.b.c").as_bytes()).is_err());
    }
}
