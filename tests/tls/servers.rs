//! What our own servers speak on a port of TLS, and what they close.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use crate::harness::{Secure, eventually};
use crate::house;

house![
    ng_95_tls_before_1_2_is_refused_with_an_alert,
    plain_http_on_a_port_of_tls_is_closed_without_an_answer,
    a_stop_waits_neither_for_silent_connections_nor_for_idle_ones,
];

/// All that a server sends back until it closes.
fn sent_back(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    socket.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    match socket.read_to_end(&mut answer) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("it hangs"),
        _ => answer,
    }
}

/// RFC 4346 7.4.1.2: a hello that offers this version at most, with one suite that fits all.
fn hello(minor: u8) -> Vec<u8> {
    let mut body = vec![3, minor];
    body.extend([7; 32]);
    // No session; TLS_RSA_WITH_AES_128_CBC_SHA; no compression.
    body.extend([0, 0, 2, 0, 0x2f, 1, 0]);
    let length = u8::try_from(body.len()).unwrap();
    let mut message = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    message.extend(body);
    message
}

fn ng_95_tls_before_1_2_is_refused_with_an_alert() {
    let at = Secure::start();
    for port in [at.issuer, at.gateway] {
        for minor in [1, 2] {
            let answer = sent_back(port, &hello(minor));
            // RFC 5246 7.2: a fatal alert (21, level 2) and nothing else.
            assert_eq!((answer.first(), answer.get(5)), (Some(&21), Some(&2)), "{answer:?}");
        }
    }
    let live = format!("https://localhost:{}/health/live", at.issuer);
    for version in [&["--tlsv1.2", "--tls-max", "1.2"][..], &["--tlsv1.3"]] {
        assert_eq!(at.curl(&[version, &[live.as_str()]].concat()).0, "200", "{version:?}");
    }
}

fn plain_http_on_a_port_of_tls_is_closed_without_an_answer() {
    let at = Secure::start();
    for port in [at.issuer, at.gateway] {
        let answer = sent_back(port, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(!answer.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&answer));
    }
}

fn a_stop_waits_neither_for_silent_connections_nor_for_idle_ones() {
    let mut at = Secure::start();
    let ports = [at.issuer, at.gateway];
    let silent: Vec<TcpStream> =
        ports.map(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap()).into();
    let taken = |port| format!("https://localhost:{port}/health/live");
    // They are accepted once a later connection is answered.
    ports.iter().for_each(|port| assert_eq!(at.curl(&[&taken(port)]).0, "200"));
    for process in [&mut at.gateway_process, &mut at.issuer_process] {
        process.terminate();
        let status = process.ended_within(Duration::from_secs(1));
        assert!(status.success(), "{status}");
    }
    drop(silent);
    let gone =
        || ports.iter().all(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_err());
    eventually(Duration::from_secs(1), "both ports are closed", gone);
}
