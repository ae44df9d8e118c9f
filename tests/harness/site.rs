//! A site of somebody else, which is not the issuer's host: a client that people are sent by, or one
//! that means ill.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

type Pages = Arc<Mutex<BTreeMap<String, String>>>;

/// A running one; ends with the run.
pub(crate) struct Site {
    port: u16,
    pages: Pages,
}

impl Site {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let pages = Pages::default();
        let shown = Arc::clone(&pages);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let pages = Arc::clone(&shown);
                // A browser opens connections that it may not use.
                thread::spawn(move || drop(serve(&socket, &pages)));
            }
        });
        Self { port, pages }
    }

    /// The issuer is at `127.0.0.1`: to a browser that is another site than this.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Shows this at a path from now on.
    pub(crate) fn shows(&self, path: &str, title: &str, content: &str) {
        let page = format!(
            "<!doctype html><html lang=\"nl\"><meta charset=\"utf-8\"><title>{title}</title>{content}"
        );
        self.pages.lock().unwrap().insert(path.to_owned(), page);
    }
}

fn serve(mut socket: &TcpStream, pages: &Pages) -> std::io::Result<()> {
    let mut lines = BufReader::new(socket).lines();
    let line = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let target = line.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    let page = pages.lock().unwrap().get(path).cloned();
    // An icon, which nobody asked us to have.
    let status = if page.is_some() { "200 OK" } else { "204 No Content" };
    let page = page.unwrap_or_default();
    let length = page.len();
    write!(
        socket,
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
    )
}
