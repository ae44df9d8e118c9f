//! Pairs whose files change while a server shows them.

use chrono::TimeDelta;

use super::connections::{asker, by, fetch, serving};
use super::*;
use crate::tls::certificates::days_left;
use crate::tls::validity::Life;

/// What a server of ours shows of a pair, under a key.
fn shown(identity: &Identity) -> (ServerTls, Certificates) {
    let (tls, all) = (identity.load("issuer.tls", now()).unwrap(), Certificates::default());
    all.add("issuer.tls", tls.shown());
    (tls, all)
}

fn copy(from: &Authority, to: &Authority, name: &str) {
    std::fs::copy(from.folder.path().join(name), to.folder.path().join(name)).unwrap();
}

#[tokio::test]
async fn who_connects_is_shown_a_renewed_pair_and_who_is_connected_stays_so() {
    let (before, after) = (Authority::new(), Authority::new());
    let (tls, all) = shown(&before.pair(&["127.0.0.1"], |_| {}));
    let url = format!("https://{}/", serving(tls));
    let connected = asker(&by(before.trust()));
    assert!(fetch(&connected, &url).await.is_ok());
    after.pair(&["127.0.0.1"], |_| {});
    copy(&after, &before, "server.pem");
    all.look(now());
    let half = asker(&by(before.trust()));
    assert!(fetch(&half, &url).await.is_ok(), "its key is not there yet: the old pair is shown");
    copy(&after, &before, "server.key");
    all.look(now());
    assert!(fetch(&asker(&by(after.trust())), &url).await.is_ok(), "the renewed pair is shown");
    let refused = fetch(&asker(&by(before.trust())), &url).await.unwrap_err();
    assert!(refused.contains("not signed by an authority"), "{refused}");
    assert_eq!(fetch(&connected, &url).await.as_deref(), Ok("https"), "it is still connected");
}

#[test]
fn what_cannot_be_shown_takes_no_place_and_what_can_does_later() {
    let authority = Authority::new();
    let (_tls, all) = shown(&authority.pair(&["localhost"], |_| {}));
    let first = all.ends();
    for change in [expired, not_yet] {
        authority.pair(&["localhost"], change);
        all.look(now());
        assert_eq!(all.ends(), first);
    }
    for damaged in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        authority.file("server.pem", damaged, 0o644);
        all.look(now());
        assert_eq!(all.ends(), first);
    }
    std::fs::remove_file(authority.folder.path().join("server.key")).unwrap();
    all.look(now());
    assert_eq!(all.ends(), first);
    authority.pair(&["localhost"], |params| params.not_after = date_time_ymd(2998, 7, 6));
    all.look(now());
    assert_eq!(all.ends()[0].not_after.to_rfc3339(), "2998-07-06T00:00:00+00:00");
}

#[test]
fn the_end_is_that_of_the_first_of_the_chain_to_end_and_goes_with_its_server() {
    let authority = Authority::new();
    let until =
        |year| move |params: &mut CertificateParams| params.not_after = date_time_ymd(year, 1, 1);
    authority.pair(&["localhost"], until(2900));
    let signer = std::fs::read_to_string(authority.folder.path().join("server.pem")).unwrap();
    let identity = authority.pair(&["localhost"], until(2950));
    let own = std::fs::read_to_string(authority.folder.path().join("server.pem")).unwrap();
    authority.file("server.pem", &format!("{own}{signer}"), 0o644);
    let (tls, all) = shown(&identity);
    let CertificateEnd { key, not_after } = all.ends().remove(0);
    assert_eq!((key.as_str(), not_after.to_rfc3339().get(..4)), ("issuer.tls", Some("2900")));
    drop(tls);
    assert_eq!(all.ends(), []);
}

#[test]
fn an_end_is_told_of_in_the_last_quarter_of_a_life_with_30_15_7_and_1_days_left() {
    let end = now();
    for (lives, left, due) in [
        (365, 31, None),
        (365, 30, Some(30)),
        (365, 16, Some(30)),
        (365, 15, Some(15)),
        (365, 7, Some(7)),
        (365, 1, Some(1)),
        (365, 0, Some(0)),
        (365, -5, Some(0)),
        // Renewed with a third of its life left, as ACME clients do.
        (90, 30, None),
        (90, 22, Some(30)),
        (6, 2, None),
        (6, 1, Some(1)),
    ] {
        let life = Life { begin: end - TimeDelta::days(lives), end };
        assert_eq!(days_left(life, end - TimeDelta::days(left)), due, "{left} of {lives} days");
    }
}
