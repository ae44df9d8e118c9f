//! Many attacks as bytes, and after each two clean requests, which get their own answers.

use voorbeeldzaken::sample;

use super::super::{mark, melding, unseen, zaak};
use crate::harness::{Answer, Connection, LoneGateway, ZAKEN, get_at};
use crate::house;

house![
    two_clean_requests_after_each_attack_get_their_own_answers,
    an_attack_on_the_same_connection_ends_it_or_costs_its_next_request_nothing,
];

/// A request whose head and body an attacker wrote.
struct Attack {
    /// The row of the table that it belongs to.
    row: &'static str,
    bytes: Vec<u8>,
}

/// Puts what every attack needs in its place.
struct Words {
    token: String,
    mark: String,
}

impl Words {
    fn of(at: &LoneGateway) -> Self {
        Self { token: at.token("alles"), mark: mark() }
    }

    /// `TOKEN`, `MARK`, `HOST` and `HIDDEN`, a whole request that must reach nobody.
    fn fill(&self, text: &str) -> String {
        let hidden = "GET ZAAK?MARK HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\n\r\n";
        let text = text.replace("LENGTH", &self.filled(hidden).len().to_string());
        self.filled(&text.replace("HIDDEN", hidden))
    }

    fn filled(&self, text: &str) -> String {
        let text = text.replace("TOKEN", &self.token).replace("MARK", &self.mark);
        text.replace("HOST", "zaken.example").replace("ZAAK", &melding())
    }
}

/// Request lines that have another reading somewhere.
const TARGETS: &[(&str, &str)] = &[
    ("G1", "GET /zaken/api/v1/zaken/../MARK"),
    ("G1", "GET /zaken/api/v1/zaken/%2e%2e/MARK"),
    ("G1", "GET /zaken/api/v1/zaken/..;/MARK"),
    ("G1", "GET /zaken/api/v1/zaken%2fMARK"),
    ("G1", "GET /zaken/api/v1//zaken/MARK"),
    ("G1", "GET /zaken/api/v1\\zaken\\MARK"),
    ("G1", "GET /zaken/api/v1/zaken/MARK%00"),
    ("G1", "GET /zaken/api/v1/zaken/%252e%252e/MARK"),
    ("G1", "GET /ZAKEN/api/v1/zaken/MARK"),
    ("G1", "GET http://evil.example/zaken/api/v1/zaken/MARK"),
    ("G2", "GET /zaken/api/v1evil/zaken/MARK"),
    ("G2", "GET /zaken/api/v1/zakenevil/MARK"),
    ("G3", "get ZAAK?MARK"),
    ("G3", "Get ZAAK?MARK"),
    ("G3", "TRACE ZAAK?MARK"),
    ("G3", "PROPFIND ZAAK?MARK"),
    ("G3", "GET\0 ZAAK?MARK"),
    ("G19", "CONNECT zaken.example:80"),
    ("G19", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("G26", "GET http://169.254.169.254/latest/MARK"),
];

/// Heads, and what comes behind them.
const HEADS: &[(&str, &str)] = &[
    ("G4", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G4", "Transfer-Encoding: chunked\r\nContent-Length: LENGTH\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G4", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G4", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G4", "Transfer-Encoding:\tchunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G4", "Transfer_Encoding: chunked\r\nContent-Length: 5,5\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G4", "Content-Length: 0\r\nContent-Length: LENGTH\r\n\r\nHIDDEN"),
    ("G4", "Content-Length: +LENGTH\r\n\r\nHIDDEN"),
    ("G4", "Transfer-Encoding: chunked\r\n\r\n0_5\r\nHIDDEN"),
    ("G4", "Transfer-Encoding: chunked\r\n\r\n5\rX\nabcde\r\n0\r\n\r\nHIDDEN"),
    ("G4", "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("G17", "Authorization: Bearer TOKEN\r\n\r\n"),
    ("G17", "Cookie: access_token=TOKEN\r\nAuthorization: Basic eDp5\r\n\r\n"),
    ("G17", "X-A: \0\r\n\r\n"),
    ("G18", "Host: evil.example\r\n\r\n"),
    ("G18", "Host: HOST\r\n\r\n"),
    ("G19", "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nHIDDEN"),
];

/// Bodies of a create, without what announces them.
const BODIES: &[&str] = &["", "null", "{", "{\"a\":\"\u{1}\"}", "{\"zaaktype\":1,\"zaaktype\":2}"];

fn attacks(words: &Words) -> Vec<Attack> {
    let row = |row, text: String| Attack { row, bytes: words.fill(&text).into_bytes() };
    let credential = "Host: HOST\r\nAuthorization: Bearer TOKEN\r\nX-Mark: MARK\r\n";
    let targets = TARGETS.iter();
    let targets = targets.map(|(id, line)| row(id, format!("{line} HTTP/1.1\r\n{credential}\r\n")));
    let zaken = sample::ZAKEN;
    let heads = HEADS.iter().map(|(id, rest)| {
        row(
            id,
            format!(
                "POST {zaken} HTTP/1.1\r\n{credential}Content-Type: application/json\r\n{rest}"
            ),
        )
    });
    let bodies = BODIES.iter().map(|body| (*body).to_owned()).chain([
        "[".repeat(100_000),
        format!("{{\"{}\":1}}", "n".repeat(100_000)),
        format!("{{\"a\":{}}}", "9".repeat(100_000)),
    ]);
    let bodies = bodies.map(|body| {
        let lezer = credential.replace("TOKEN", "LEZER");
        let length = body.len();
        row(
            "G30",
            format!(
                "POST {zaken} HTTP/1.1\r\n{lezer}Content-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
            ),
        )
    });
    let tokens = [
        "eyJhbGciOiJub25lIn0.e30.".to_owned(),
        "a".repeat(64 * 1024),
        ".".repeat(4 * 1024),
        format!("{}.e30.x", "e".repeat(32 * 1024)),
        "\u{fffd}.\u{fffd}.\u{fffd}".to_owned(),
        "TOKEN, Bearer TOKEN".to_owned(),
    ];
    let tokens = tokens.map(|token| {
        row(
            "G30",
            format!(
                "GET ZAAK?MARK HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {token}\r\n\r\n"
            ),
        )
    });
    targets.chain(heads).chain(bodies).chain(tokens).collect()
}

/// Two clients, each of whom may see what the other's answer does not show.
fn two_clean_requests(at: &LoneGateway, after: &str) {
    let secret = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
    for (client, path) in [("lezer", melding()), ("alles", secret)] {
        let request = get_at(ZAKEN, &path).bearer(&at.token(client));
        its_own(&request.send(at.address), client, &path, after);
    }
}

#[track_caller]
fn its_own(answer: &Answer, client: &str, path: &str, after: &str) {
    assert_eq!(answer.status, 200, "after {after}: {answer:?}");
    assert_eq!(answer.header("x-voorbeeld-client-id"), Some(client), "after {after}");
    assert_eq!(answer.member("url"), format!("{ZAKEN}{path}"), "after {after}");
}

fn two_clean_requests_after_each_attack_get_their_own_answers() {
    let at = LoneGateway::start();
    let lezer = at.token("lezer");
    let count = attacks(&Words::of(&at)).len();
    for number in 0..count {
        let words = Words::of(&at);
        let attack = attacks(&words).swap_remove(number);
        let bytes = String::from_utf8(attack.bytes).unwrap().replace("LEZER", &lezer);
        let shown: String = bytes.replace(&words.token, "TOKEN").chars().take(300).collect();
        let shown = format!("{}: {shown:?}", attack.row);
        let mut connection = Connection::open(at.address);
        connection.send(bytes);
        connection.end();
        let answer = connection.answer();
        let refused = answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status));
        assert!(refused, "{shown}: {answer:?}");
        assert!(connection.answer().is_none(), "{shown}: a second answer");
        unseen(&at.upstream, &words.mark);
        two_clean_requests(&at, &shown);
    }
}

/// What is refused, with the body of another request behind it, on a connection that goes on.
fn an_attack_on_the_same_connection_ends_it_or_costs_its_next_request_nothing() {
    let at = LoneGateway::start();
    let words = Words::of(&at);
    let path = melding();
    for line in ["GET /zaken/../MARK", "get ZAAK", "GET /elders", "DELETE /zaken/api/v1/zaken"] {
        let head = format!("{line} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\n\r\n");
        let clean = "GET ZAAK HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\n\r\n";
        let mut connection = Connection::open(at.address);
        connection.send(words.fill(&format!("{head}{clean}{clean}")));
        let answer = connection.answer().unwrap();
        assert!((400..500).contains(&answer.status), "{line}: {answer:?}");
        for _ in 0..2 {
            its_own(&connection.answer().unwrap(), "alles", &path, line);
        }
    }
}
