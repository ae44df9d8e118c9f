//! What a client reads, byte for byte, of answers with and without a body.

use std::net::{Ipv4Addr, SocketAddr};

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::serving::{self, Listening, Settings};
use crate::stop::StopSignal;

/// Answers after a moment, so that what was sent at once is read at once.
async fn answer(request: HttpRequest) -> HttpResponse {
    tokio::task::yield_now().await;
    let chunks =
        || futures_util::stream::iter(["he", "llo"].map(|chunk| Ok::<_, Infallible>(chunk.into())));
    match request.path() {
        "/304" => HttpResponse::NotModified().insert_header((CONTENT_LENGTH, "9")).body("x"),
        "/204" => HttpResponse::NoContent().insert_header((CONTENT_LENGTH, "9")).body("x"),
        "/stream" => HttpResponse::Ok().streaming::<_, Infallible>(chunks()),
        _ => HttpResponse::Ok().body("hello"),
    }
}

fn routes(config: &mut ServiceConfig) {
    config.default_service(web::to(answer));
}

/// Everything that comes back until the connection ends.
async fn said(request: &str) -> String {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let settings = Settings::at(address, "issuer.listen");
    let Listening { server, address, .. } =
        serving::serve(&settings, &StopSignal::new(), routes).unwrap();
    let running = tokio::spawn(server);
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(request.as_bytes()).await.unwrap();
    client.shutdown().await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    running.abort();
    answer
}

fn asked(method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: a\r\n\r\n")
}

#[tokio::test]
async fn an_answer_that_can_have_no_body_keeps_its_headers() {
    let answers =
        said(&[asked("GET", "/304"), asked("GET", "/204"), asked("GET", "/")].concat()).await;
    let [_, first, second, third] = answers.split("HTTP/1.1 ").collect::<Vec<_>>()[..] else {
        panic!("{answers}")
    };
    assert!(first.starts_with("304") && first.contains("content-length: 9\r\n"), "{first}");
    assert!(second.starts_with("204") && !second.contains("content-length"), "{second}");
    assert!(first.ends_with("\r\n\r\n") && second.ends_with("\r\n\r\n"), "{answers}");
    assert!(third.starts_with("200") && third.ends_with("\r\n\r\nhello"), "{third}");
}

#[tokio::test]
async fn a_head_among_other_requests_gets_the_length_and_takes_nothing_of_theirs() {
    let at_once = [("HEAD", "/"), ("GET", "/"), ("HEAD", "/"), ("HEAD", "/stream"), ("GET", "/")];
    let answers = said(&at_once.map(|(method, path)| asked(method, path)).concat()).await;
    let answers: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).collect();
    assert_eq!(answers.len(), at_once.len(), "{answers:?}");
    for ((method, path), answer) in at_once.into_iter().zip(answers) {
        let sized = path == "/";
        assert_eq!(answer.contains("content-length: 5\r\n"), sized, "{method} {path}: {answer}");
        assert_eq!(answer.ends_with("\r\n\r\nhello"), method == "GET", "{method} {path}: {answer}");
        assert!(!answer.contains("chunked"), "{method} {path}: {answer}");
    }
}

#[tokio::test]
async fn http_1_0_gets_no_chunks_and_an_end() {
    let old =
        |path: &str| format!("GET {path} HTTP/1.0\r\nhost: a\r\nconnection: keep-alive\r\n\r\n");
    let answer = said(&old("/stream")).await;
    assert!(answer.starts_with("HTTP/1.0 200") && answer.ends_with("\r\n\r\nhello"), "{answer}");
    for other in ["chunked", "content-length", "keep-alive"] {
        assert!(!answer.contains(other), "{answer}");
    }
    let sized = said(&old("/")).await;
    assert!(sized.contains("content-length: 5\r\n") && sized.contains("keep-alive"), "{sized}");
    let new = said(&asked("GET", "/stream")).await;
    assert!(new.contains("transfer-encoding: chunked"), "{new}");
}
