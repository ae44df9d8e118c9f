//! A Notificaties API over https: believed by the authority that is named, and by no other.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::certificates::{Authority, Valid};
use crate::harness::{Bench, Installation, Options, PlayedNotificaties, eventually, tls_front};

cases![
    notifications_go_over_tls_to_who_is_believed,
    one_that_is_not_believed_is_told_nothing_and_the_list_says_what_to_set,
];

const SOON: Duration = Duration::from_secs(10);

/// One in whose front a certificate for `nrc.intern` of an authority is shown, and that authority's
/// own in a file.
fn nrc() -> (PlayedNotificaties, SocketAddr, TempDir) {
    let (nrc, authority) = (PlayedNotificaties::start(), Authority::new("Gemeente"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
    std::fs::write(folder.path().join("other.pem"), Authority::new("Anders").pem()).unwrap();
    let front = tls_front::start(nrc.address, authority.pair(&["nrc.intern"], Valid::Now));
    (nrc, front, folder)
}

fn telling(bench: &Bench, front: SocketAddr, ca: &std::path::Path) -> Installation {
    let options = Options::default().telling_at(front);
    let options =
        options.set("AUTORISATIES__NOTIFICATIES__URL", &format!("https://{front}/api/v1"));
    let options = options.set("AUTORISATIES__NOTIFICATIES__CA", &ca.display().to_string());
    bench.with(&options.set("AUTORISATIES__NOTIFICATIES__TLS_NAME", "nrc.intern"))
}

fn notifications_go_over_tls_to_who_is_believed(bench: &Bench) {
    let (nrc, front, folder) = nrc();
    let at = telling(bench, front, &folder.path().join("ca.pem"));
    let ac = AcClient::writer(&at);
    eventually(SOON, "it is told", || nrc.taken_of(&ac.application.applicatie).len() == 2);
}

fn one_that_is_not_believed_is_told_nothing_and_the_list_says_what_to_set(bench: &Bench) {
    let (nrc, front, folder) = nrc();
    let at = telling(bench, front, &folder.path().join("other.pem"));
    AcClient::writer(&at);
    let said = || {
        let path = "/notificaties?state=failing";
        let listed = at.administrator().done("GET", path, &Value::Null);
        listed["results"][0]["last_error"].clone()
    };
    eventually(SOON, "it is refused", || said() != json!(null));
    let expected = "it cannot be reached: its certificate is not signed by an authority that is \
                    trusted here; name the authority's certificate with \
                    autorisaties.notificaties.ca";
    assert_eq!(said(), expected);
    assert!(nrc.told().is_empty());
}
