//! Whom headers are believed from, and what is made of them.

use actix_web::test::TestRequest;

use super::*;

const PROXIES: &[&str] = &["10.0.0.0/8", "::1", "127.0.0.1", "2001:db8::/32"];

fn proxies() -> TrustedProxies {
    TrustedProxies::of(PROXIES.iter().map(|text| network(text).unwrap()).collect())
}

/// The peer of a request from an address with these headers: its address, scheme and privacy.
fn peer(from: &str, headers: &[(&str, &str)]) -> (String, &'static str, bool) {
    let from = std::net::SocketAddr::new(from.parse().unwrap(), 4711);
    let mut request = TestRequest::get().peer_addr(from).app_data(proxies());
    for header in headers {
        request = request.append_header(*header);
    }
    let peer = Peer::of(&request.to_http_request());
    (peer.address().to_string(), peer.scheme().as_str(), peer.is_private())
}

fn is(address: &str, scheme: &'static str, private: bool) -> (String, &'static str, bool) {
    (address.to_owned(), scheme, private)
}

const FOR: &str = "X-Forwarded-For";
const PROTO: &str = "X-Forwarded-Proto";
const FORWARDED: &str = "Forwarded";

#[test]
fn without_headers_it_is_the_tcp_peer() {
    assert_eq!(peer("192.0.2.1", &[]), is("192.0.2.1", "http", false));
    assert_eq!(peer("10.0.0.1", &[]), is("10.0.0.1", "http", false));
    assert_eq!(peer("127.0.0.1", &[]), is("127.0.0.1", "http", true));
    assert_eq!(peer("::ffff:192.0.2.1", &[]), is("192.0.2.1", "http", false));
}

#[test]
fn a_peer_that_is_not_trusted_is_not_believed() {
    let headers =
        [(FOR, "203.0.113.9"), (PROTO, "https"), (FORWARDED, "for=127.0.0.1;proto=https")];
    for from in ["192.0.2.1", "11.0.0.1", "::2", "fe80::1"] {
        assert_eq!(peer(from, &headers), is(from, "http", false));
    }
}

#[test]
fn a_trusted_proxy_is_believed_in_either_spelling() {
    let expected = is("203.0.113.9", "https", true);
    for from in ["10.0.0.1", "::1", "127.0.0.1", "::ffff:10.2.3.4"] {
        for headers in [
            &[(FOR, "203.0.113.9"), (PROTO, "https")][..],
            &[(FOR, "203.0.113.9:8080"), (PROTO, "HTTPS")],
            &[(FORWARDED, "for=203.0.113.9;proto=https")],
            &[(FORWARDED, "For=\"203.0.113.9:4711\" ; Proto=https;by=10.0.0.1")],
            &[(FORWARDED, "for=203.0.113.9;proto=https"), (FOR, "203.0.113.9")],
            &[(FORWARDED, "for=203.0.113.9"), (FOR, "203.0.113.9"), (PROTO, "https")],
        ] {
            assert_eq!(peer(from, headers), expected, "{headers:?}");
        }
    }
}

#[test]
fn what_came_to_the_proxy_over_http_is_not_private() {
    let outside = is("203.0.113.9", "http", false);
    assert_eq!(peer("127.0.0.1", &[(FOR, "203.0.113.9"), (PROTO, "http")]), outside);
    assert_eq!(peer("127.0.0.1", &[(FOR, "203.0.113.9")]), outside, "nor if it does not say");
    assert_eq!(peer("127.0.0.1", &[(FORWARDED, "for=203.0.113.9;proto=http")]), outside);
    assert!(peer("10.0.0.1", &[(FOR, "127.0.0.1"), (PROTO, "http")]).2);
    let hidden = peer("127.0.0.1", &[(FORWARDED, "for=unknown;proto=http")]);
    assert_eq!(hidden, is("127.0.0.1", "http", false), "the proxy is near, the client is not");
}

#[test]
fn several_hops_are_walked_from_the_right_to_the_first_that_is_not_trusted() {
    for (list, expected) in [
        ("203.0.113.9, 10.0.0.2, 10.0.0.3", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.0.0.3", "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("forged, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("[2001:db8::7]:80, 2001:db8::8", "2001:db8::7"),
        ("2a00::1, 10.0.0.3", "2a00::1"),
    ] {
        let told = peer("10.0.0.1", &[(FOR, list), (PROTO, "https")]);
        assert_eq!(told, is(expected, "https", true), "{list}");
        let lines: Vec<(&str, &str)> = list.split(", ").map(|one| (FOR, one)).collect();
        assert_eq!(peer("10.0.0.1", &lines).0, expected, "as lines: {list}");
        let elements = list.split(", ").map(|one| format!("for=\"{one}\";proto=https"));
        let elements = elements.collect::<Vec<_>>().join(", ");
        assert_eq!(peer("10.0.0.1", &[(FORWARDED, &elements)]).0, expected, "{elements}");
    }
}

#[test]
fn of_several_protos_the_one_beside_the_client_counts() {
    let both = |of, protos| peer("10.0.0.1", &[(FOR, of), (PROTO, protos)]);
    assert_eq!(both("203.0.113.9, 10.0.0.2", "https, http"), is("203.0.113.9", "https", true));
    assert_eq!(both("203.0.113.9, 10.0.0.2", "http, https"), is("203.0.113.9", "http", false));
    assert_eq!(both("forged, 203.0.113.9", "https, http"), is("203.0.113.9", "http", false));
    let elements = "for=203.0.113.9;proto=http, for=10.0.0.2;proto=https";
    assert_eq!(peer("10.0.0.1", &[(FORWARDED, elements)]), is("203.0.113.9", "http", false));
}

#[test]
fn a_proto_alone_is_that_of_a_client_whose_address_is_not_told() {
    assert_eq!(peer("10.0.0.1", &[(PROTO, "https")]), is("10.0.0.1", "https", true));
    assert_eq!(peer("127.0.0.1", &[(PROTO, "http")]), is("127.0.0.1", "http", false));
}

#[test]
fn what_is_unclear_or_contradicts_itself_leaves_the_peer_itself() {
    for headers in [
        &[(FOR, "203.0.113.9, forged"), (PROTO, "https")][..],
        &[(FOR, ""), (PROTO, "https")],
        &[(FOR, "203.0.113.9,"), (PROTO, "https")],
        &[(FOR, "203.0.113.9:99999"), (PROTO, "https")],
        &[(FOR, "[203.0.113.9"), (PROTO, "https")],
        &[(FOR, "203.0.113.9"), (PROTO, "gopher")],
        &[(FOR, "203.0.113.9"), (PROTO, "https, https")],
        &[(FOR, "203.0.113.9"), (PROTO, "")],
        &[(PROTO, "https"), (PROTO, "http")],
        &[(FOR, "203.0.113.9"), (FORWARDED, "for=203.0.113.10;proto=https")],
        &[(FOR, "203.0.113.9"), (PROTO, "https"), (FORWARDED, "for=203.0.113.9;proto=http")],
        &[(FORWARDED, "for=203.0.113.9;proto=\"https")],
        &[(FORWARDED, "for=203.0.113.9;for=203.0.113.9;proto=https")],
        &[(FORWARDED, "for=203.0.113.9 proto=https")],
        &[(FORWARDED, "for=2001:db8::x;proto=https")],
        &[(FORWARDED, "proto=https;secret")],
        &[(FORWARDED, "")],
        &[(FORWARDED, "for=\"203.0.113.9\\")],
    ] {
        assert_eq!(peer("10.0.0.1", headers), is("10.0.0.1", "http", false), "{headers:?}");
    }
}

#[test]
fn a_quotation_mark_that_a_client_left_open_hides_nothing_of_the_proxys_own_line() {
    let headers = [(FORWARDED, "for=\"127.0.0.1"), (FORWARDED, "for=203.0.113.9;proto=https")];
    assert_eq!(peer("10.0.0.1", &headers), is("203.0.113.9", "https", true));
    let one_line = [(FORWARDED, "for=\"127.0.0.1, for=203.0.113.9;proto=https")];
    assert_eq!(peer("10.0.0.1", &one_line), is("10.0.0.1", "http", false));
    let quoted = [(FORWARDED, "for=\"_a,\\\"b;c\";proto=http, for=203.0.113.9;proto=https")];
    assert_eq!(peer("10.0.0.1", &quoted), is("203.0.113.9", "https", true));
}

#[test]
fn addresses_and_networks_are_read_and_nothing_else() {
    for text in ["10.0.0.0/8", "::1", "192.0.2.1", "2001:db8::/32", "fd00::/8"] {
        assert!(proxy_network(text).is_ok(), "{text}");
    }
    for text in ["", "localhost", "10.0.0.0/33", "10.0.0", "0.0.0.0/0", "::/0", "10.0.0.0-10"] {
        assert!(proxy_network(text).is_err(), "{text}");
    }
}

#[test]
fn a_server_of_the_same_process_is_believed_by_its_word_alone_wherever_it_comes_from() {
    let insider = Insider::new().unwrap();
    let another = Insider::new().unwrap();
    let asked = |from: &str, words: &[&str], proxies: TrustedProxies| {
        let from = std::net::SocketAddr::new(from.parse().unwrap(), 4711);
        let mut request = TestRequest::get().peer_addr(from).app_data(proxies);
        for word in words {
            request = request.append_header((Insider::HEADER, *word));
        }
        let request = request.append_header((FOR, "203.0.113.9")).append_header((PROTO, "https"));
        let peer = Peer::of(&request.to_http_request());
        (peer.address().to_string(), peer.is_private())
    };
    let acquainted = || TrustedProxies::default().and(insider.clone());
    let of_client = ("203.0.113.9".to_owned(), true);
    assert_eq!(asked("127.0.0.1", &[insider.as_str()], acquainted()), of_client);
    assert_eq!(asked("192.0.2.1", &[insider.as_str()], acquainted()), of_client);
    let itself = ("192.0.2.1".to_owned(), false);
    let twice = [insider.as_str(), insider.as_str()];
    for words in [&[][..], &[""], &[another.as_str()], &twice, &[&insider.as_str()[..31]]] {
        assert_eq!(asked("192.0.2.1", words, acquainted()), itself, "{words:?}");
    }
    assert_eq!(asked("192.0.2.1", &[insider.as_str()], TrustedProxies::default()), itself);
}

#[test]
fn the_word_of_an_insider_is_not_shown() {
    let insider = Insider::new().unwrap();
    assert_eq!(insider.as_str().len(), 32);
    assert!(!format!("{insider:?}").contains(insider.as_str()));
    let proxies = format!("{:?}", TrustedProxies::default().and(insider.clone()));
    assert!(!proxies.contains(insider.as_str()));
}
