#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::{App, HttpResponse, test as service, web};

use super::*;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// The lines that one request leaves in the log.
async fn logged(uri: &str) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let answer = || async { HttpResponse::ImATeapot().finish() };
    let app = App::new().wrap(request_log()).route("/a/b", web::get().to(answer));
    let app = service::init_service(app).await;
    let request = service::TestRequest::get().uri(uri).insert_header(("authorization", "hunter2"));
    service::call_service(&app, request.to_request()).await;
    lines.text()
}

#[actix_web::test]
async fn a_request_leaves_one_line_with_method_path_status_and_id() {
    let text = logged("/a/b").await;
    let answered: Vec<_> = text.lines().filter(|line| line.contains("answered")).collect();
    assert_eq!(answered.len(), 1, "{text}");
    let line = answered[0];
    for part in ["access", "id=", "method=GET", "path=\"/a/b\"", "status=418"] {
        assert!(line.contains(part), "{part} in {line}");
    }
}

#[actix_web::test]
async fn neither_query_nor_authorization_is_logged_at_any_level() {
    let text = logged("/a/b?bsn=999990001").await;
    assert!(text.contains("path=\"/a/b\""), "{text}");
    assert!(!text.contains("999990001") && !text.contains("hunter2"), "{text}");
}

#[actix_web::test]
async fn an_unknown_path_is_logged_as_such() {
    let text = logged("/nowhere").await;
    assert!(text.contains(&format!("status={}", StatusCode::NOT_FOUND.as_u16())), "{text}");
}

#[test]
fn a_filter_that_is_none_is_refused_by_name() {
    let error = init(Format::Text, "gateway=loud").unwrap_err().to_string();
    assert!(error.starts_with("`gateway=loud` is not a log filter"), "{error}");
}
