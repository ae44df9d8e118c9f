//! A webhook that the case plays itself: it believes what is signed as Standard Webhooks has it, and
//! keeps that in the order of arrival.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use edge::clock::Clock;
use serde_json::{Value, json};

use super::played_notificaties::{answer, request, value_of};

const KEY: &[u8; 32] = b"kanarie-van-de-webhook-012345678";

/// A message that was signed, and what was answered.
#[derive(Debug, Clone)]
pub(crate) struct Hooked {
    pub(crate) body: Value,
    pub(crate) status: u16,
}

/// A running one; ends with the case.
pub(crate) struct PlayedHook {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<Hooked>>>,
    status: Arc<AtomicU16>,
}

impl PlayedHook {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (heard, status) = (Arc::<Mutex<Vec<Hooked>>>::default(), Arc::new(AtomicU16::new(204)));
        let (theirs, bid) = (Arc::clone(&heard), Arc::clone(&status));
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let (heard, bid) = (Arc::clone(&theirs), Arc::clone(&bid));
                // Whoever breaks off gets no answer.
                thread::spawn(move || drop(serve(socket, &heard, &bid)));
            }
        });
        Self { address, heard, status }
    }

    /// The key, as it stands in a file.
    pub(crate) fn secret() -> String {
        format!("whsec_{}", STANDARD.encode(KEY))
    }

    /// From now on it answers so.
    pub(crate) fn becomes(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// All that it believed, also what it did not take.
    pub(crate) fn heard(&self) -> Vec<Hooked> {
        self.heard.lock().unwrap().clone()
    }

    /// What it took of a credential.
    pub(crate) fn taken_of(&self, credential: &Value) -> Vec<Value> {
        let heard = self.heard().into_iter().filter(|one| one.status == 204);
        heard
            .map(|one| one.body)
            .filter(|body| body["data"]["credential_id"] == *credential)
            .collect()
    }
}

fn serve(
    mut socket: TcpStream,
    heard: &Mutex<Vec<Hooked>>,
    bid: &AtomicU16,
) -> std::io::Result<()> {
    let mut read = Vec::new();
    while let Some((head, body)) = request(&mut socket, &mut read)? {
        let Some(body) = believed(&head, &body) else {
            answer(&mut socket, 401, &json!({ "detail": "that is not signed" }))?;
            continue;
        };
        let status = bid.load(Ordering::SeqCst);
        heard.lock().unwrap().push(Hooked { body, status });
        answer(&mut socket, status, &json!({}))?;
    }
    Ok(())
}

/// The message, if its signature fits and it is of now.
fn believed(head: &str, body: &[u8]) -> Option<Value> {
    if !head.starts_with("POST /haken/zaakpoort HTTP/1.1\r\n") {
        return None;
    }
    let [id, moment, signature] =
        ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| value_of(head, name));
    let (id, moment) = (id?, moment?);
    let away = moment.parse::<i64>().ok()? - Clock::system().unix().as_secs();
    let tag = STANDARD.decode(signature?.strip_prefix("v1,")?).ok()?;
    let signed = [id.as_bytes(), b".", moment.as_bytes(), b".", body].concat();
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, KEY), &signed, &tag).ok()?;
    let message: Value = serde_json::from_slice(body).ok()?;
    (away.abs() < 60 && message["id"] == id).then_some(message)
}
