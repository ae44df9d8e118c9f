//! Over https: cookies that no other host can set, and a name that is only ever reached so.

use crate::harness::{Secure, write_secret};
use crate::house;

house![over_https_cookies_are_of_this_host_alone_and_browsers_come_back_over_https];

fn over_https_cookies_are_of_this_host_alone_and_browsers_come_back_over_https() {
    let at = Secure::start();
    write_secret(&at.folder.path().join("password"), "vier losse woorden");
    let create = ["user", "create", "jan", "--name", "Jan", "--password-file", "password"];
    let created = at.command(&create);
    assert!(created.status.success(), "{}", created.stderr);
    let url = format!("https://localhost:{}/login", at.issuer);
    let jar = ["-i", "-c", "jar", "-b", "jar"];
    let (status, page) = at.curl(&[&jar[..], &[&url]].concat());
    assert_eq!(status, "200");
    assert!(page.contains("strict-transport-security: max-age=31536000\r\n"), "{page}");
    let (_, csrf) = page.split_once("name=\"csrf\" value=\"").unwrap();
    let csrf = format!("csrf={}", csrf.split('"').next().unwrap());
    let typed = ["-d", &csrf, "-d", "username=jan", "-d", "password=vier losse woorden"];
    let (status, entered) = at.curl(&[&jar[..], &typed, &[&url]].concat());
    assert_eq!(status, "303", "{entered}");
    let cookies = |head: &str| {
        let lines = head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let (visit, session) = (cookies(&page), cookies(&entered));
    assert_eq!((visit.len(), session.len()), (1, 2));
    for cookie in visit.iter().chain(&session) {
        assert!(cookie.starts_with("__Host-zaakpoort-"), "{cookie}");
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    }
    let account = format!("https://localhost:{}/account", at.issuer);
    assert_eq!(at.curl(&[&jar[..], &[&account]].concat()).0, "200");
    assert_eq!(at.curl(&[&account]).0, "303", "without the cookie");
}
