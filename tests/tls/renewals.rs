//! Certificates that are renewed while servers run: no restart, no connection lost.

use std::fs;
use std::time::Duration;

use crate::harness::certificates::{Authority, Valid};
use crate::harness::{LetsIn, Secure, Verified, eventually, write_secret};
use crate::house;

house![
    a_renewed_certificate_is_shown_without_a_restart_and_half_a_renewal_is_not,
    a_certificate_that_ends_before_long_is_told_of_in_the_log,
    an_upstream_is_shown_a_renewed_certificate,
];

/// A look at the files is due every five seconds.
const LOOKED_AT: Duration = Duration::from_secs(15);

/// How often a line with this was said.
fn times(said: &str, part: &str) -> usize {
    said.lines().filter(|line| line.contains(part)).count()
}

fn a_renewed_certificate_is_shown_without_a_restart_and_half_a_renewal_is_not() {
    let at = Secure::start();
    let (path, next) = (at.folder.path(), Authority::new("Nieuw"));
    fs::write(path.join("new.pem"), next.pem()).unwrap();
    let (certificate, key) = next.pair(&["localhost", "127.0.0.1"], Valid::Now);
    let ports = [("issuer", at.issuer), ("gateway", at.gateway)];
    let shows = |port: u16, ca: &str| {
        let live = format!("https://localhost:{port}/health/live");
        std::process::Command::new("curl")
            .current_dir(path)
            .args(["-sS", "--cacert", ca, "--max-time", "20", &live])
            .output()
            .unwrap()
            .status
            .success()
    };
    for (name, _) in ports {
        write_secret(&path.join(format!("{name}.pem")), &certificate);
    }
    let half = "what lies there now is not taken over";
    let processes = [&at.issuer_process, &at.gateway_process];
    let all_said = |part: &str| processes.iter().all(|one| times(&one.said(), part) == 1);
    eventually(LOOKED_AT, "the half is told of", || all_said(half));
    assert!(at.issuer_process.said().contains("does not belong to the first certificate"));
    assert!(ports.iter().all(|(_, port)| shows(*port, "ca.pem")), "the old one is shown");
    for (name, _) in ports {
        write_secret(&path.join(format!("{name}.key")), &key);
    }
    let taken = "a renewed certificate was taken over";
    eventually(LOOKED_AT, "the whole is taken over", || all_said(taken));
    for (name, port) in ports {
        assert!(shows(port, "new.pem") && !shows(port, "ca.pem"), "{name} shows the new one");
    }
    assert!(all_said(half), "it is told of once");
}

fn a_certificate_that_ends_before_long_is_told_of_in_the_log() {
    let at = Secure::start();
    let soon = Authority::new("Bijna").pair(&["localhost"], Valid::TenDaysMore);
    write_secret(&at.folder.path().join("gateway.pem"), &soon.0);
    write_secret(&at.folder.path().join("gateway.key"), &soon.1);
    let said = || {
        let said = at.gateway_process.said();
        said.lines().any(|line| {
            line.contains("WARN")
                && line.contains("a certificate ends before long")
                && line.contains("gateway.tls")
        })
    };
    eventually(LOOKED_AT, "the end is told of", said);
    assert!(!at.issuer_process.said().contains("ends before long"), "its own has years");
}

fn an_upstream_is_shown_a_renewed_certificate() {
    let believed = Verified::default().upstream;
    let upstream = format!(
        "{believed}\nclient_certificate = {{ certificate = 'stranger.pem', key = {{ file = 'stranger.key' }} }}"
    );
    let verified = Verified { upstream, lets_in: LetsIn::ItsOwn, ..Verified::default() };
    let at = Secure::ready(&verified);
    at.register("app");
    assert_eq!(super::chain::read(&at, "app").0, "502");
    for suffix in ["pem", "key"] {
        let folder = at.folder.path();
        fs::copy(
            folder.join(format!("client.{suffix}")),
            folder.join(format!("stranger.{suffix}")),
        )
        .unwrap();
    }
    let shown = || super::chain::read(&at, "app").0 == "200";
    eventually(LOOKED_AT, "the upstream lets the gateway in", shown);
    let key = "gateway.upstream.openzaak.client_certificate";
    assert!(at.gateway_process.said().contains(key));
}
