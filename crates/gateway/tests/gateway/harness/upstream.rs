//! An API that answers as it was told and writes down what it gets: an upstream's, or the issuer's.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// Every value of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// The claims of the ZGW JWT that it carried.
    pub(crate) fn claims(&self) -> serde_json::Value {
        let [authorization] = self.all("authorization")[..] else { panic!("not exactly one") };
        let payload = authorization.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

#[derive(Default)]
pub(super) struct Book {
    seen: Vec<Seen>,
    replies: HashMap<String, Reply>,
}

/// A running API.
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    book: Arc<Mutex<Book>>,
}

impl Upstream {
    pub(crate) fn start() -> Self {
        let book = Arc::new(Mutex::new(Book::default()));
        let data = Data::from(Arc::clone(&book));
        let app = move || {
            App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(64 * 1024 * 1024))
                .default_service(web::to(answer))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { address, book }
    }

    /// One that another server at this address carries, by [`answer`] and this book.
    pub(super) fn within(address: SocketAddr, book: Arc<Mutex<Book>>) -> Self {
        Self { address, book }
    }

    /// From now on this path answers so; without it: 200 and `{}`.
    pub(crate) fn replies(
        &self,
        path: &str,
        status: u16,
        headers: &[(&'static str, &str)],
        body: &str,
    ) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let reply = Reply { status, headers, body: body.to_owned() };
        self.book.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    /// The requests so far, taken away.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.book.lock().unwrap().seen)
    }

    /// The one request so far.
    pub(crate) fn only(&self) -> Seen {
        let [seen] = &self.seen()[..] else { panic!("not exactly one request") };
        seen.clone()
    }
}

pub(super) async fn answer(
    request: HttpRequest,
    body: Bytes,
    book: Data<Mutex<Book>>,
) -> HttpResponse {
    let text = |value: &actix_web::http::header::HeaderValue| {
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    };
    let headers = request.headers().iter();
    let seen = Seen {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
    };
    let mut book = book.lock().unwrap();
    book.seen.push(seen);
    let Some(reply) = book.replies.get(request.path()) else {
        return HttpResponse::Ok().content_type("application/json").body("{}");
    };
    let mut answer = HttpResponse::build(StatusCode::from_u16(reply.status).unwrap());
    reply.headers.iter().for_each(|(name, value)| {
        answer.append_header((*name, value.as_str()));
    });
    answer.body(reply.body.clone())
}
