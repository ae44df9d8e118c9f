//! Another issuer, as far as a gateway knows one: metadata, and keys that the case signs with.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use edge::clock::Clock;
use serde_json::{Value, json};

use super::Forge;

/// The `aud` of its tokens.
pub(crate) const AUDIENCE: &str = "https://api.gemeente.example";
/// Longer than anybody waits for it.
const HANGING: Duration = Duration::from_mins(1);

/// How it answers for its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answering {
    Well,
    Garbage,
    Empty,
    /// Ten megabytes.
    Huge,
    /// With a redirect to right keys.
    Elsewhere,
    /// Not at all, on a connection that stays open.
    Hanging,
    /// Not at all.
    Away,
}

/// A running one; ends with the run.
pub(crate) struct PlayedIdp {
    pub(crate) forge: Forge,
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    answering: Mutex<Answering>,
    keys: Mutex<Vec<Value>>,
    asked: AtomicUsize,
}

impl PlayedIdp {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let forge = Forge::new();
        let shared = Arc::new(Shared {
            answering: Mutex::new(Answering::Well),
            keys: Mutex::new(vec![forge.jwk()]),
            asked: AtomicUsize::new(0),
        });
        let theirs = Arc::clone(&shared);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&theirs);
                thread::spawn(move || drop(shared.serve(socket, address)));
            }
        });
        Self { forge, address, shared }
    }

    /// Its `iss`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn becomes(&self, answering: Answering) {
        *self.shared.answering.lock().unwrap() = answering;
    }

    /// Its keys from now on.
    pub(crate) fn has_keys(&self, forges: &[&Forge]) {
        *self.shared.keys.lock().unwrap() = forges.iter().map(|forge| forge.jwk()).collect();
    }

    /// How often its keys were asked for.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// What an honest token of one of its clients says.
    pub(crate) fn claims(&self, client: &str) -> Value {
        let now = Clock::system().unix().as_secs();
        json!({
            "iss": self.url(), "aud": AUDIENCE, "sub": client, "client_id": client, "iat": now,
            "exp": now + 300, "jti": edge::chance::uuid_v4().unwrap(), "scope": "iets:anders",
        })
    }

    /// An honest token.
    pub(crate) fn token(&self, client: &str) -> String {
        self.forge.sign(&self.forge.header(), &self.claims(client).to_string())
    }
}

impl Shared {
    fn serve(&self, mut socket: TcpStream, address: SocketAddr) -> std::io::Result<()> {
        let mut head = [0; 4096];
        let read = socket.read(&mut head)?;
        let head = String::from_utf8_lossy(&head[..read]).into_owned();
        let issuer = format!("http://{address}");
        let metadata = json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys") });
        let path = head.split(' ').nth(1).unwrap_or_default();
        let right = json!({ "keys": *self.keys.lock().unwrap() }).to_string();
        if path == "/right" {
            return say(&mut socket, "200 OK", &right);
        }
        if path != "/keys" {
            return say(&mut socket, "200 OK", &metadata.to_string());
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answering = *self.answering.lock().unwrap();
        match answering {
            Answering::Well => say(&mut socket, "200 OK", &right),
            Answering::Garbage => say(&mut socket, "200 OK", "<html>Onderhoud</html>"),
            Answering::Empty => say(&mut socket, "200 OK", r#"{"keys":[]}"#),
            Answering::Huge => {
                let padding = "x".repeat(10 * 1024 * 1024);
                say(&mut socket, "200 OK", &format!(r#"{{"x":"{padding}","keys":[]}}"#))
            }
            Answering::Elsewhere => {
                let status = format!("302 Found\r\nLocation: {issuer}/right");
                say(&mut socket, &status, "")
            }
            Answering::Hanging => {
                thread::park_timeout(HANGING);
                Ok(())
            }
            Answering::Away => Ok(()),
        }
    }
}

fn say(socket: &mut TcpStream, status: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        socket,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
