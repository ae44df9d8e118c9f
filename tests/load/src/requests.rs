//! Requests as bytes, made before anything is measured.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::fault::Fault;
use crate::population::{ON_TYPES, Population, Signer, ZAKEN, name, type_of, uuid};

/// The token endpoint.
pub(crate) const TOKEN: &str = "/connect/token";

/// A GET with a Bearer token.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    let host = ZAKEN.trim_start_matches("http://");
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: load\r\nAccept: application/json\r\n\
         Accept-Crs: EPSG:4326\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .into_bytes()
}

/// A plain GET, for those that check nothing, and to see whether somebody answers.
pub(crate) fn plain(path: &str) -> Vec<u8> {
    let host = ZAKEN.trim_start_matches("http://");
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes()
}

/// A token request of a client that shows its secret.
pub(crate) fn token(client_id: &str, secret: &str) -> Vec<u8> {
    asking((client_id, secret), "grant_type=client_credentials")
}

/// A token request with HTTP Basic.
pub(crate) fn asking(client: (&str, &str), body: &str) -> Vec<u8> {
    form(TOKEN, &basic(client), body)
}

/// The header of HTTP Basic.
pub(crate) fn basic((user, password): (&str, &str)) -> String {
    let credentials = STANDARD.encode(format!("{user}:{password}"));
    format!("Authorization: Basic {credentials}\r\n")
}

/// A form for the issuer, with more headers, each with its end.
pub(crate) fn form(path: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: issuer\r\n{headers}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads of a zaaktype, judged by scope, by clients in turn: each with a token of its own.
pub(crate) fn by_scope(
    signer: &Signer,
    clients: usize,
    count: usize,
) -> Result<Vec<Vec<u8>>, Fault> {
    let path = format!("/catalogi/api/v1/zaaktypen/{}", uuid(1));
    (0..count).map(|at| Ok(get(&path, &signer.token(&name(at % clients))?))).collect()
}

/// Reads of a zaak, judged by its type, of clients and types drawn at random.
pub(crate) fn by_type(
    signer: &Signer,
    population: Population,
    count: usize,
) -> Result<Vec<Vec<u8>>, Fault> {
    let mut draw = Draw::new();
    let mut request = || {
        let client = draw.below(population.clients);
        let drawn = type_of(population.applicatie_of(client), draw.below(ON_TYPES));
        let path = format!("/zaken/api/v1/zaken/{}", uuid(drawn));
        Ok(get(&path, &signer.token(&name(client))?))
    };
    (0..count).map(|_| request()).collect()
}

/// Draws that are the same in every run (xorshift).
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_reach_everybody_and_repeat_from_run_to_run() {
        let drawn = || {
            let mut draw = Draw::new();
            (0..1_000).map(|_| draw.below(10)).collect::<Vec<_>>()
        };
        assert!((0..10).all(|number| drawn().contains(&number)));
        assert_eq!(drawn(), drawn());
    }
}
