//! What a request leaves in the log, and what never stands there.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::{self, Write};
use std::sync::{Mutex, Once};

use actix_web::{App, HttpResponse, test as service, web};

use super::*;

static STARTED: Once = Once::new();
static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// What every test of this process logs; each looks for its own path.
struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn start() {
    let lines = fmt().with_writer(|| Lines).with_ansi(false);
    lines.with_max_level(tracing::Level::TRACE).init();
}

/// The lines that one request leaves in the log.
async fn logged(path: &str, query: &str) -> Vec<String> {
    STARTED.call_once(start);
    let answer = || async { HttpResponse::ImATeapot().finish() };
    let app = App::new().wrap(Spans::Always).route("/tea/{pot}", web::get().to(answer));
    let app = service::init_service(app).await;
    let request = service::TestRequest::get().uri(&format!("{path}{query}"));
    let request = request.insert_header(("authorization", "hunter2"));
    service::call_service(&app, request.to_request()).await;
    let text = String::from_utf8(LINES.lock().unwrap().clone()).unwrap();
    text.lines().filter(|line| line.contains(path)).map(str::to_owned).collect()
}

#[actix_web::test]
async fn a_request_leaves_one_line_with_method_path_status_and_id() {
    let lines = logged("/tea/one", "").await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    for part in ["access", "answered", "id=", "method=GET", "path=\"/tea/one\"", "status=418"] {
        assert!(lines[0].contains(part), "{part} in {lines:?}");
    }
}

#[actix_web::test]
async fn neither_query_nor_authorization_is_logged_at_any_level() {
    let lines = logged("/tea/two", "?bsn=999990001").await;
    assert!(!lines.is_empty());
    let text = String::from_utf8(LINES.lock().unwrap().clone()).unwrap();
    assert!(!text.contains("999990001") && !text.contains("hunter2"), "{text}");
}

#[actix_web::test]
async fn an_unknown_path_is_logged_with_its_status() {
    let lines = logged("/nowhere", "").await;
    assert!(lines[0].contains("status=404"), "{lines:?}");
}

#[test]
fn a_filter_that_is_none_is_refused_by_name() {
    let error = Filter::parse("gateway=loud").unwrap_err().to_string();
    assert!(error.starts_with("`gateway=loud` is not a log filter"), "{error}");
}
