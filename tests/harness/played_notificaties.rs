//! A Notificaties API that the case plays itself: it verifies who comes, keeps what it is told in
//! the order of arrival, and answers as it is bid.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::clock::Clock;
use serde_json::{Value, json};

/// As whom the issuer is known there, and by which secret.
pub(crate) const CLIENT_ID: &str = "zaakpoort-bij-nrc";
pub(crate) const SECRET: &str = "kanarie-van-het-nrc-0123456789";

/// How it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As the standard has it: 201 with what it was told.
    Takes,
    /// With this status and body.
    Says(u16, Value),
    /// It takes the request and says nothing.
    Hangs,
    /// It closes the connection.
    Closes,
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) body: Value,
    pub(crate) claims: Value,
    pub(crate) head: String,
    pub(crate) at: Instant,
    /// Whether it was taken.
    pub(crate) taken: bool,
    /// The token that came with it.
    pub(crate) token: String,
}

/// A running one; ends with the case.
pub(crate) struct PlayedNotificaties {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    told: Mutex<Vec<Told>>,
    manner: Mutex<Manner>,
    /// To what is said of these applicaties it answers otherwise.
    others: Mutex<Vec<(String, Manner)>>,
    /// How long it takes to answer.
    pause: Mutex<Duration>,
}

impl PlayedNotificaties {
    pub(crate) fn start() -> Self {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// One at an address that was named before.
    pub(crate) fn start_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            told: Mutex::default(),
            manner: Mutex::new(Manner::Takes),
            others: Mutex::default(),
            pause: Mutex::default(),
        });
        let theirs = Arc::clone(&shared);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&theirs);
                // Whoever breaks off gets no answer.
                thread::spawn(move || drop(shared.serve(socket)));
            }
        });
        Self { address, shared }
    }

    /// From now on it answers so.
    pub(crate) fn becomes(&self, manner: Manner) {
        *self.shared.manner.lock().unwrap() = manner;
    }

    /// To what is said of this applicatie it answers otherwise.
    pub(crate) fn becomes_for(&self, applicatie: &str, manner: Manner) {
        let mut others = self.shared.others.lock().unwrap();
        others.retain(|(other, _)| other != applicatie);
        others.push((applicatie.to_owned(), manner));
    }

    /// From now on it takes its time.
    pub(crate) fn pauses(&self, pause: Duration) {
        *self.shared.pause.lock().unwrap() = pause;
    }

    /// All that it was told so far, also what it did not take.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.shared.told.lock().unwrap().clone()
    }

    /// The acties that it took of one applicatie, by its url or its id, in order.
    pub(crate) fn taken_of(&self, applicatie: &str) -> Vec<String> {
        let told = self.told();
        let of_it = told.iter().filter(|told| told.taken && is_of(&told.body, applicatie));
        of_it.map(|told| told.body["actie"].as_str().unwrap().to_owned()).collect()
    }

    /// How often it was told of one applicatie, in vain or not.
    pub(crate) fn times_told_of(&self, applicatie: &str) -> usize {
        self.told().iter().filter(|told| is_of(&told.body, applicatie)).count()
    }
}

fn is_of(body: &Value, applicatie: &str) -> bool {
    body["hoofdObject"].as_str().is_some_and(|url| url.ends_with(applicatie))
}

impl Shared {
    fn serve(&self, mut socket: TcpStream) -> std::io::Result<()> {
        let mut read = Vec::new();
        while let Some((head, body)) = request(&mut socket, &mut read)? {
            let at = Instant::now();
            let Some((claims, token)) = caller(&head) else {
                answer(&mut socket, 403, &json!({ "code": "not_authenticated" }))?;
                continue;
            };
            let body: Value = serde_json::from_slice(&body).unwrap();
            let others = self.others.lock().unwrap().clone();
            let other = others.into_iter().find(|(applicatie, _)| is_of(&body, applicatie));
            let manner = other.map(|(_, manner)| manner);
            let manner = manner.unwrap_or_else(|| self.manner.lock().unwrap().clone());
            thread::park_timeout(*self.pause.lock().unwrap());
            let taken = manner == Manner::Takes;
            let closes = value_of(&head, "connection") == Some("close");
            let told = Told { body: body.clone(), claims, head, at, taken, token };
            self.told.lock().unwrap().push(told);
            match manner {
                Manner::Takes => answer(&mut socket, 201, &body)?,
                Manner::Says(status, said) => answer(&mut socket, status, &said)?,
                // Until the other side has enough of it.
                Manner::Hangs => drop(socket.read(&mut [0])?),
                Manner::Closes => return Ok(()),
            }
            if closes {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The next request of a connection, its head in lower case but for the credential.
pub(super) fn request(
    socket: &mut TcpStream,
    read: &mut Vec<u8>,
) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(read[..end].to_vec()).unwrap();
            let length = value_of(&head, "content-length").map_or(0, |it| it.parse().unwrap());
            if read.len() >= end + 4 + length {
                let body = read[end + 4..end + 4 + length].to_vec();
                read.drain(..end + 4 + length);
                return Ok(Some((head, body)));
            }
        }
        match socket.read(&mut buffer)? {
            0 => return Ok(None),
            count => read.extend_from_slice(&buffer[..count]),
        }
    }
}

pub(super) fn value_of<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(its, _)| its.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The claims of a ZGW JWT that this API believes, as its library verifies them, and the JWT.
fn caller(head: &str) -> Option<(Value, String)> {
    if !head.starts_with("POST /api/v1/notificaties HTTP/1.1\r\n") {
        return None;
    }
    let token = value_of(head, "authorization")?.strip_prefix("Bearer ")?;
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    hmac::verify(&key, message.as_bytes(), &decoded(signature)?).ok()?;
    let header: Value = serde_json::from_slice(&decoded(header)?).ok()?;
    let claims: Value = serde_json::from_slice(&decoded(claims)?).ok()?;
    let now = Clock::system().unix().as_secs();
    let good = header["alg"] == "HS256"
        && claims["client_id"] == CLIENT_ID
        && claims["iat"].as_i64()? <= now
        && claims["exp"].as_i64()? > now
        && claims.get("aud").is_none();
    good.then(|| (claims, token.to_owned()))
}

/// Answers with JSON.
pub(super) fn answer(socket: &mut TcpStream, status: u16, body: &Value) -> std::io::Result<()> {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(format!("{head}{body}").as_bytes())
}
