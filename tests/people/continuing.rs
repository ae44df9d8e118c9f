//! `continue`: where one goes on who has signed in, which is never another site.

use super::{PASSWORD, somebody};
use crate::cases;
use crate::harness::Bench;
use crate::harness::browser::hidden;
use crate::harness::client::encoded;

cases![a_page_of_ours_is_gone_on_to, nothing_leads_to_another_site];

fn a_page_of_ours_is_gone_on_to(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "verder");
    for path in [
        "/account",
        "/account/wachtwoord",
        "/connect/authorize?scope=openid+zaken.lezen&state=a%2Fb",
        "/toestemming?v=1",
    ] {
        let page = format!("/login?prompt=login&continue={}", encoded(path));
        let answer = browser.sign_in_at(&page, "verder", PASSWORD);
        assert_eq!((answer.status, answer.header("location")), (303, Some(path)));
    }
}

fn nothing_leads_to_another_site(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "nergens");
    browser.sign_in("nergens", PASSWORD);
    for evil in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:/connect/authorize",
        "javascript:alert(1)",
        "/account@evil.example",
        "/login",
        "/connect/authorize\r\nLocation: https://evil.example",
        "/connect/authorize?a\r\nX: y",
        "/connect/authorize/../../evil",
        "/%2fevil.example",
        "\t//evil.example",
        "///evil.example",
        "/connect/authorize#@evil.example",
        ".evil.example",
        "@evil.example",
        "/admin/v1/users",
        "",
    ] {
        let page = format!("/login?continue={}", encoded(evil));
        let answer = browser.get(&page);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/account")), "{evil:?}");
        // And where somebody writes into the form what the page did not.
        let page = browser.get("/login?prompt=login");
        let csrf = hidden(&page, "csrf");
        let typed = [("username", "nergens"), ("password", PASSWORD), ("csrf", &csrf)];
        let answer = browser.post("/login", &[&typed[..], &[("continue", evil)]].concat());
        assert_eq!((answer.status, answer.header("location")), (303, Some("/account")), "{evil:?}");
    }
}
