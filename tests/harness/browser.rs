//! A browser as far as pages without scripts need one: it keeps cookies and sends forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::client::encoded;
use super::{Answer, Request};

/// One browser at an issuer.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) issuer: SocketAddr,
    pub(crate) cookies: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
}

impl Browser {
    pub(crate) fn at(issuer: SocketAddr) -> Self {
        Self { issuer, cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// The same browser, with a header that it sends with everything.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path))
    }

    /// Sends a form.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pair = |(name, value): &(&str, &str)| format!("{}={}", encoded(name), encoded(value));
        let form: Vec<String> = fields.iter().map(pair).collect();
        self.send(Request::post(path).form(&form.join("&")))
    }

    /// Opens the login page and sends its form.
    pub(crate) fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        self.sign_in_at("/login?prompt=login", username, password)
    }

    /// Opens a login page and sends its form, hidden fields and all.
    pub(crate) fn sign_in_at(&mut self, page: &str, username: &str, password: &str) -> Answer {
        let page = self.get(page);
        assert_eq!(page.status, 200, "{}", page.text());
        let (csrf, onward) = (hidden(&page, "csrf"), hidden(&page, "continue"));
        let fields = [("csrf", &*csrf), ("continue", &onward)];
        let typed = [("username", username), ("password", password)];
        self.post("/login", &[fields, typed].concat())
    }

    /// Opens the account page and presses the button on it.
    pub(crate) fn sign_out(&mut self) -> Answer {
        let csrf = hidden(&self.get("/account"), "csrf");
        self.post("/logout", &[("csrf", &csrf)])
    }

    /// The cookie of its session.
    pub(crate) fn session(&self) -> Option<&String> {
        self.cookies.iter().find(|(name, _)| name.ends_with("session")).map(|(_, value)| value)
    }

    /// Sends a request as this browser.
    pub(crate) fn send(&mut self, mut request: Request) -> Answer {
        if !self.cookies.is_empty() {
            let pair = |(name, value): (&String, &String)| format!("{name}={value}");
            let all: Vec<String> = self.cookies.iter().map(pair).collect();
            request = request.header("Cookie", &all.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = request.send(self.issuer);
        for cookie in set_cookies(&answer) {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// What an answer has a browser keep.
pub(crate) fn set_cookies(answer: &Answer) -> Vec<&str> {
    let named = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    named.map(|(_, value)| value.as_str()).collect()
}

/// The value of a hidden field, as a browser reads it.
pub(crate) fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let field = format!("type=\"hidden\" name=\"{name}\" value=\"");
    let (_, behind) = text.split_once(&field).unwrap_or_else(|| panic!("no {name} in {text}"));
    let value = behind.split('"').next().unwrap();
    value.replace("&#38;", "&").replace("&#39;", "'").replace("&amp;", "&")
}
