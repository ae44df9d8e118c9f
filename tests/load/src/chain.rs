//! Refresh tokens, of which each gives the next.

use std::cell::RefCell;

use crate::answers::member;
use crate::fault::Fault;
use crate::requests;

const TOKEN: &str = "refresh_token";

/// What somebody gave a client once, and how far that was refreshed.
pub(crate) struct Chain {
    /// The client, and its secret.
    client: (String, String),
    token: RefCell<String>,
}

impl Chain {
    /// One that begins with the answer to a code.
    pub(crate) fn begin(client: (String, String), answer: &[u8]) -> Result<Self, Fault> {
        let first = member(answer, TOKEN).ok_or(Fault::Silent(TOKEN))?;
        Ok(Self { client, token: RefCell::new(first.to_owned()) })
    }

    /// The request that comes next.
    pub(crate) fn request(&self) -> Vec<u8> {
        let form = format!("grant_type=refresh_token&refresh_token={}", self.token.borrow());
        requests::asking((&self.client.0, &self.client.1), &form)
    }

    /// Goes on from its answer.
    pub(crate) fn go_on(&self, answer: &[u8]) -> Result<(), Fault> {
        let next = member(answer, TOKEN).ok_or(Fault::Silent(TOKEN))?;
        if *self.token.borrow() == next {
            return Err(Fault::Answer("its refresh token is the one that was sent"));
        }
        next.clone_into(&mut self.token.borrow_mut());
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn each_answer_gives_the_next_request() {
        let answer = |token: &str| format!(r#"{{"access_token":"x","refresh_token":"{token}"}}"#);
        let client = ("portaal".to_owned(), "geheim".to_owned());
        let chain = Chain::begin(client, answer("zpr_1").as_bytes()).unwrap();
        let sends = |token: &str| {
            let request = String::from_utf8(chain.request()).unwrap();
            request.ends_with(&format!("&refresh_token={token}"))
        };
        assert!(sends("zpr_1"));
        chain.go_on(answer("zpr_2").as_bytes()).unwrap();
        assert!(sends("zpr_2"));
        assert!(chain.go_on(answer("zpr_2").as_bytes()).is_err(), "the same once more");
        assert!(chain.go_on(br#"{"access_token":"x"}"#).is_err());
    }
}
