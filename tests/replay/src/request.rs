//! A recorded request, as the bytes that are sent here.

use std::net::SocketAddr;

use crate::counterparts::Counterparts;
use crate::fault::Fault;
use crate::pair::Pair;
use crate::token::Keys;

/// What turns recorded requests into requests to somebody else.
pub(crate) struct Translator<'a> {
    /// The origin that the recorded requests went to.
    pub(crate) base: &'a str,
    pub(crate) keys: Keys,
    pub(crate) to: SocketAddr,
}

impl Translator<'_> {
    /// The request, at this moment in seconds.
    pub(crate) fn request(
        &self,
        pair: &Pair,
        known: &Counterparts,
        now: i64,
    ) -> Result<Vec<u8>, Fault> {
        let strange = |why: String| Fault::Pair { pair: pair.name.clone(), why };
        let body = pair.body.bytes().map_err(|why| strange(why.to_owned()))?;
        let auth = pair.auth.as_ref().map(|auth| self.keys.authorization(auth, now));
        let mut lines = vec![format!("{} {} HTTP/1.1", pair.method, target(pair, known))];
        for (name, value) in &pair.request_headers {
            match name.as_str() {
                "Authorization" => {}
                "Host" => lines.push(format!("Host: {}", self.host(value))),
                _ => lines.push(format!("{name}: {value}")),
            }
        }
        if let Some(auth) = auth.transpose().map_err(strange)? {
            lines.push(format!("Authorization: {auth}"));
        }
        if let Some(length) = length(&pair.method, body.as_deref()) {
            lines.push(format!("Content-Length: {length}"));
        }
        if lines.iter().any(|line| line.contains(['\r', '\n'])) {
            return Err(strange("its head has a line break in it".to_owned()));
        }
        let head = lines.join("\r\n") + "\r\n\r\n";
        Ok([head.as_bytes(), &body.unwrap_or_default()].concat())
    }

    /// The server's own name is that of the server here; another one keeps all but the port.
    fn host(&self, recorded: &str) -> String {
        let there = self.base.split_once("://").map_or(self.base, |(_, authority)| authority);
        if recorded == there {
            return self.to.to_string();
        }
        let port = there.rsplit_once(':').map(|(_, port)| port);
        match recorded.rsplit_once(':') {
            Some((name, one)) if Some(one) == port => format!("{name}:{}", self.to.port()),
            _ => recorded.to_owned(),
        }
    }
}

fn target(pair: &Pair, known: &Counterparts) -> String {
    let path = known.translated(&pair.path);
    if pair.query.is_empty() { path } else { format!("{path}?{}", known.translated(&pair.query)) }
}

/// Recordings do not keep it. A request that may have a body says also that it has none.
fn length(method: &str, body: Option<&[u8]>) -> Option<usize> {
    let expected = matches!(method, "POST" | "PUT" | "PATCH");
    body.map(<[u8]>::len).or(expected.then_some(0))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(over: &Value) -> Result<String, Fault> {
        let mut told = json!({
            "name": "een", "method": "GET", "path": "/autorisaties/x", "query": "", "auth": null,
            "request_headers": { "Host": "127.0.0.1:8100" }, "request_body": null,
            "status": 200, "response_headers": {}, "response_body": null,
        });
        for (name, value) in over.as_object().unwrap() {
            told[name] = value.clone();
        }
        let keys = Keys::new([("a".to_owned(), "key".to_owned())].into(), "a");
        let to = "127.0.0.1:4000".parse().unwrap();
        let translator = Translator { base: "http://127.0.0.1:8100", keys, to };
        let mut known = Counterparts::default();
        known.learn("http://127.0.0.1:8100/daar", "http://127.0.0.1:4000/hier");
        let pair = serde_json::from_value(told).unwrap();
        let bytes = translator.request(&pair, &known, 1_800_000_000)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn method_path_and_headers_are_sent_as_they_were() {
        let told = json!({
            "method": "get", "path": "/autorisaties//daar/../", "query": "a=%00&id=daar",
            "request_headers": { "Host": "127.0.0.1:8100", "Accept": "" },
        });
        assert_eq!(
            request(&told).unwrap(),
            "get /autorisaties//hier/../?a=%00&id=hier HTTP/1.1\r\nAccept: \r\nHost: 127.0.0.1:4000\r\n\r\n"
        );
    }

    #[test]
    fn another_name_of_the_server_stays_another_name() {
        for (there, here) in [
            ("127.0.0.1:8100", "127.0.0.1:4000"),
            ("localhost:8100", "localhost:4000"),
            ("evil.example", "evil.example"),
            ("evil.example:1", "evil.example:1"),
        ] {
            let sent = request(&json!({ "request_headers": { "Host": there } })).unwrap();
            assert!(sent.contains(&format!("\r\nHost: {here}\r\n")), "{sent}");
        }
    }

    #[test]
    fn a_token_takes_the_place_of_the_recorded_one() {
        let headers = json!({ "Host": "h", "Authorization": "(see auth)" });
        let sent =
            |auth: Value| request(&json!({ "request_headers": headers, "auth": auth })).unwrap();
        let with = sent(json!({ "client_id": "a", "variant": "valid" }));
        assert!(with.contains("\r\nAuthorization: Bearer eyJ"), "{with}");
        assert!(!sent(json!(null)).contains("Authorization"));
        assert!(sent(json!({ "raw": "" })).contains("\r\nAuthorization: \r\n"));
    }

    #[test]
    fn a_body_has_its_length_and_where_one_is_expected_none_has_too() {
        for (method, body, ends) in [
            ("POST", json!("{"), "Content-Length: 1\r\n\r\n{"),
            ("POST", json!(null), "Content-Length: 0\r\n\r\n"),
            ("GET", json!("{}"), "Content-Length: 2\r\n\r\n{}"),
            ("DELETE", json!(null), "Host: 127.0.0.1:4000\r\n\r\n"),
        ] {
            let sent = request(&json!({ "method": method, "request_body_raw": body })).unwrap();
            assert!(sent.ends_with(ends), "{sent}");
        }
    }

    #[test]
    fn nobody_writes_another_line_into_the_head() {
        let broken = json!({ "path": "/autorisaties\r\nX: y" });
        assert!(matches!(request(&broken), Err(Fault::Pair { .. })));
    }
}
