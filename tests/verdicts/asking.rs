//! Sixteen at a time over connections that stay: what is asked of the gateway, and what it answers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde_json::Value;

use crate::harness::{Answer, Connection, Request, ZAKEN};

const AT_ONCE: usize = 16;

/// Connections to the gateway, each used by one thread at a time.
pub(super) struct Asking {
    lines: Vec<Mutex<Line>>,
}

impl Asking {
    pub(super) fn of(to: SocketAddr) -> Self {
        let line = || Mutex::new(Line { to, open: None });
        Self { lines: std::iter::repeat_with(line).take(AT_ONCE).collect() }
    }

    /// Does the same with each, in no particular order; the results stand in the order of what they came of.
    pub(super) fn each<T: Sync, R: Send>(
        &self,
        all: &[T],
        ask: impl Fn(&T, &mut Line) -> R + Sync,
    ) -> Vec<R> {
        let results: Vec<Mutex<Option<R>>> = all.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for line in self.lines.iter().take(all.len()) {
                let (results, next, ask) = (&results, &next, &ask);
                scope.spawn(move || {
                    let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
                    let places = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
                    for place in places.take_while(|place| *place < all.len()) {
                        *results[place].lock().unwrap() = Some(ask(&all[place], &mut line));
                    }
                });
            }
        });
        results.into_iter().map(|result| result.into_inner().unwrap().unwrap()).collect()
    }
}

/// One connection, which is opened again when it has ended.
pub(super) struct Line {
    to: SocketAddr,
    open: Option<Connection>,
}

impl Line {
    /// The answer to one request.
    pub(super) fn ask(&mut self, asked: &Asked) -> Answer {
        let bytes = asked.request().to_bytes(self.to);
        for _ in 0..3 {
            let mut connection = self.open.take().unwrap_or_else(|| Connection::open(self.to));
            connection.send(&bytes);
            if let Some(answer) = connection.answer_to(asked.method) {
                if answer.header("connection") != Some("close") {
                    self.open = Some(connection);
                }
                return answer;
            }
        }
        panic!("no answer to {} {}", asked.method, asked.target)
    }

    /// The rows of a whole list, page after page; the first answer that is not 200 instead.
    pub(super) fn list(&mut self, asked: &Asked) -> Result<Vec<Value>, Answer> {
        let mut rows = Vec::new();
        let mut asked = asked.clone();
        loop {
            let answer = self.ask(&asked);
            if answer.status != 200 {
                return Err(answer);
            }
            let page = answer.json();
            let more = page.as_array().or_else(|| page["results"].as_array());
            rows.extend(more.unwrap_or_else(|| panic!("no list: {}", answer.text())).clone());
            let Some(next) = page["next"].as_str() else { return Ok(rows) };
            next.strip_prefix(ZAKEN).unwrap().clone_into(&mut asked.target);
        }
    }
}

/// One request.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Content,
}

/// What stands in it.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Nothing,
    Json(Value),
    /// A form in parts, as files are sent.
    Parts(String),
}

/// Between the parts of a form.
pub(super) const BOUNDARY: &str = "tussen-de-delen";

impl Asked {
    pub(super) fn get(target: &str) -> Self {
        let (target, headers) = (target.to_owned(), Vec::new());
        Self { method: "GET", target, headers, body: Content::Nothing }
    }

    /// In the name of whoever has this token.
    pub(super) fn by(mut self, token: &str) -> Self {
        self.headers.push(("Authorization", format!("Bearer {token}")));
        self
    }

    fn request(&self) -> Request {
        let host = ZAKEN.trim_start_matches("http://");
        let request = Request::new(self.method, &self.target).header("Host", host);
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        match &self.body {
            Content::Nothing => request,
            Content::Json(body) => request.json(body),
            Content::Parts(body) => {
                request.body(&format!("multipart/form-data; boundary={BOUNDARY}"), body.as_bytes())
            }
        }
    }
}
