//! Somebody in a browser: signs in, consents, and comes back to the client with a code.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::fault::Fault;
use crate::requests;
use crate::wire::{Answer, Connection};

/// Where the client has them come back.
const CALLBACK: &str = "https%3A%2F%2Fportaal.example%2Fterug";
/// RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A browser, which keeps cookies.
pub(super) struct Browser {
    connection: Connection,
    cookies: BTreeMap<String, String>,
}

/// What came back to it.
struct Page {
    status: u16,
    location: String,
    text: String,
}

impl Browser {
    pub(super) async fn open(address: SocketAddr) -> Result<Self, Fault> {
        Ok(Self { connection: Connection::open(address).await?, cookies: BTreeMap::new() })
    }

    /// The form by which somebody signs in, filled in, as this browser sends it.
    pub(super) async fn login(&mut self, username: &str, password: &str) -> Result<Vec<u8>, Fault> {
        let page = self.get("/login?prompt=login").await?;
        let (csrf, onward) = (page.hidden("csrf")?, page.hidden("continue")?);
        let password = password.replace(' ', "+");
        let body = format!("csrf={csrf}&continue={onward}&username={username}&password={password}");
        Ok(self.form("/login", &body))
    }

    /// Signs in.
    pub(super) async fn sign_in(&mut self, username: &str, password: &str) -> Result<(), Fault> {
        let form = self.login(username, password).await?;
        match self.send(&form).await?.status {
            303 => Ok(()),
            _ => Err(Fault::Person("the password was not taken")),
        }
    }

    /// Lets a client have what it asks for; the form by which it redeems its code.
    pub(super) async fn lets(&mut self, client_id: &str, scope: &str) -> Result<String, Fault> {
        let asked = format!(
            "/connect/authorize?client_id={client_id}&redirect_uri={CALLBACK}&response_type=code\
             &scope={}&state=xyz&code_challenge={CHALLENGE}&code_challenge_method=S256",
            scope.replace(' ', "+")
        );
        let mut answer = self.get(&asked).await?;
        if answer.location.starts_with("/toestemming") {
            let page = self.get(&answer.location).await?;
            let (csrf, request) = (page.hidden("csrf")?, page.hidden("verzoek")?);
            let form = format!("csrf={csrf}&verzoek={request}&antwoord=toestaan");
            answer = self.send(&self.form("/toestemming", &form)).await?;
        }
        let code = answer.location.split(['?', '&']).find_map(|pair| pair.strip_prefix("code="));
        let code = code.ok_or(Fault::Person("no code came of a consent"))?;
        Ok(format!(
            "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}"
        ))
    }

    async fn get(&mut self, path: &str) -> Result<Page, Fault> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: issuer\r\n{}\r\n", self.cookies());
        self.send(head.as_bytes()).await
    }

    fn form(&self, path: &str, body: &str) -> Vec<u8> {
        requests::form(path, &self.cookies(), body)
    }

    async fn send(&mut self, request: &[u8]) -> Result<Page, Fault> {
        let answer = self.connection.ask(request).await?;
        for cookie in answer.header("set-cookie") {
            let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
            self.cookies.extend(pair.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        Ok(Page::of(&answer))
    }

    fn cookies(&self) -> String {
        let kept = self.cookies.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = kept.map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("Cookie: {}\r\n", pairs.join("; ")) }
    }
}

impl Page {
    fn of(answer: &Answer<'_>) -> Self {
        Self {
            status: answer.status,
            location: answer.header("location").next().unwrap_or_default().to_owned(),
            text: String::from_utf8_lossy(answer.body).into_owned(),
        }
    }

    /// The value of a hidden field, ready for a form.
    fn hidden(&self, name: &str) -> Result<String, Fault> {
        let field = format!("type=\"hidden\" name=\"{name}\" value=\"");
        let value = self.text.split_once(&field).and_then(|(_, behind)| behind.split_once('"'));
        let (value, _) = value.ok_or(Fault::Person("a page has no such field"))?;
        Ok(value.replace('/', "%2F"))
    }
}
