//! Opaque tokens: what the issuer said of one, yes or no, is remembered for a time that it may be.

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::testing::introspector_at;

fn opaque() -> Presented {
    let from = std::net::Ipv4Addr::LOCALHOST.into();
    Presented::Opaque { token: SecretString::from("zpt_x"), from }
}

/// An issuer that says the same of every token; and how often it was asked.
fn played(said: String) -> (String, Arc<AtomicUsize>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut request = [0; 4096];
            if socket.read(&mut request).is_ok_and(|read| read > 0) {
                count.fetch_add(1, Ordering::Relaxed);
                let length = said.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                socket.write_all(format!("{head}{said}").as_bytes()).unwrap();
            }
        }
    });
    (address, asked)
}

#[tokio::test]
async fn ng_82d_what_the_issuer_said_of_a_token_counts_for_half_its_life() {
    let mut said = serde_json::to_value(claims()).unwrap();
    said["active"] = true.into();
    let (issuer, asked) = played(said.to_string());
    let gate = gate();
    let live = Arc::clone(&gate.live);
    let principals = Principals::new(live, means(introspector_at(&issuer)), Arc::default());
    let request = TestRequest::with_uri("/zaken/api/v1/zaken")
        .insert_header(("host", "zaken.example"))
        .to_http_request();
    let route = routed(&gate.routes, &request);
    // It lives for 300 seconds.
    for (second, times) in [(0, 1), (1, 1), (149, 1), (150, 2), (299, 2)] {
        let token = opaque();
        let stands = principals.verify(token, &route, UnixTime::new(NOW + second)).await;
        assert!(stands.is_ok(), "{second}: {stands:?}");
        assert_eq!(asked.load(Ordering::Relaxed), times, "{second}");
    }
    let token = opaque();
    assert!(principals.verify(token, &route, UnixTime::new(NOW + 300)).await.is_err());
}

#[tokio::test]
async fn what_is_no_token_is_asked_about_once_and_another_one_by_itself() {
    let (issuer, asked) = played(r#"{"active":false}"#.to_owned());
    let gate = gate();
    let principals =
        Principals::new(Arc::clone(&gate.live), means(introspector_at(&issuer)), Arc::default());
    let request = TestRequest::with_uri("/zaken/api/v1/zaken")
        .insert_header(("host", "zaken.example"))
        .to_http_request();
    let route = routed(&gate.routes, &request);
    for (token, times) in [("zpt_x", 1), ("zpt_x", 1), ("zpt_y", 2), ("zpt_x", 2)] {
        let from = std::net::Ipv4Addr::LOCALHOST.into();
        let presented = Presented::Opaque { token: SecretString::from(token), from };
        let refused = principals.verify(presented, &route, UnixTime::new(NOW)).await;
        assert!(matches!(refused, Err(Refusal::NotActive)), "{refused:?}");
        assert_eq!(asked.load(Ordering::Relaxed), times, "{token}");
    }
}
