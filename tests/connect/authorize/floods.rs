//! What one person asks without end, in one browser: nobody else is kept out by it.

use std::sync::Barrier;
use std::thread;

use serde_json::json;

use super::{CALLBACK, Portal};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::canaries::PASSWORD;
use crate::harness::{Bench, Browser, IN_FORCE, Options, Request, eventually};

cases![
    who_asks_too_often_is_refused_while_nobody_can_write,
    who_withdraws_what_they_never_gave_is_answered_while_nobody_can_write,
    i33_so_many_requests_wait_for_one_session_however_many_come_at_once,
];

fn portal(bench: &Bench, name: &str) -> Portal {
    let mut portal = Portal::at(bench.fresh().into(), name, &json!({}));
    assert_eq!(portal.browser.sign_in(name, PASSWORD).status, 303);
    portal
}

fn who_asks_too_often_is_refused_while_nobody_can_write(bench: &Bench) {
    let mut portal = portal(bench, "vraagt-door");
    let path = portal.request(&[("prompt", "consent")]);
    for _ in 0..20 {
        assert_eq!(portal.browser.get(&path).status, 303);
    }
    let mut other = Browser::at(portal.at.issuer);
    assert_eq!(other.sign_in("vraagt-door", PASSWORD).status, 303);
    let locked = portal.at.database.locked(portal.at.folder.path());
    assert_eq!(portal.browser.get(&path).status, 429);
    drop(locked);
    assert_eq!(other.get(&path).status, 303, "those of another session are counted apart");
}

fn who_withdraws_what_they_never_gave_is_answered_while_nobody_can_write(bench: &Bench) {
    let mut portal = portal(bench, "trekt-in");
    portal.code(&[]);
    let given = portal.app.client_id.clone();
    let csrf = hidden(&portal.browser.get("/account"), "csrf");
    let mut withdraw = |client: &str| {
        portal
            .browser
            .post("/account/toestemmingen", &[("csrf", &*csrf), ("client", client)])
            .status
    };
    let locked = portal.at.database.locked(portal.at.folder.path());
    for client in ["niemand", CALLBACK, ""] {
        assert_eq!(withdraw(client), 303, "{client}");
    }
    assert_eq!(withdraw(&given), 503, "what they gave is to be written");
    drop(locked);
    assert_eq!(withdraw(&given), 303);
}

/// At two issuers on one database, of which neither sees what the other is about to write.
fn i33_so_many_requests_wait_for_one_session_however_many_come_at_once(bench: &Bench) {
    const AT_ONCE: usize = 60;
    let at = bench.with(&Options::default().apart(2, 1)).into();
    let mut portal = Portal::at(at, "veel-tegelijk", &json!({}));
    assert_eq!(portal.browser.sign_in("veel-tegelijk", PASSWORD).status, 303);
    let path = portal.request(&[("prompt", "consent")]);
    let (issuers, start) = (portal.at.issuers(), Barrier::new(AT_ONCE));
    for issuer in &issuers {
        let knows = || Request::get(&path).send(*issuer).status == 303;
        eventually(IN_FORCE, "it knows the client", knows);
    }
    let cookies: Vec<String> =
        portal.browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let cookies = cookies.join("; ");
    let asked: Vec<u16> = thread::scope(|scope| {
        let ask = |issuer: &std::net::SocketAddr| {
            let request = Request::get(&path).header("Cookie", &cookies);
            let (issuer, start) = (*issuer, &start);
            scope.spawn(move || {
                start.wait();
                request.send(issuer).status
            })
        };
        let threads: Vec<_> = issuers.iter().cycle().take(AT_ONCE).map(ask).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let of = |status: u16| asked.iter().filter(|one| **one == status).count();
    assert_eq!(of(303) + of(429) + of(503), AT_ONCE, "{asked:?}");
    let at = &portal.at;
    let waiting =
        || at.database.rows(at.folder.path(), "SELECT COUNT(*) FROM authorizations")[0][0];
    assert!(waiting() <= 20, "{}", waiting());
    while portal.browser.get(&path).status == 303 {
        assert!(waiting() <= 20, "{}", waiting());
    }
    assert_eq!(waiting(), 20);
}
