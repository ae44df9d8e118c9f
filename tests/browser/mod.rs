//! The pages of people in a real Chromium: by keyboard alone, with and without scripts, for whoever
//! sees badly, and against sites that mean ill. Nothing here clicks.

use std::collections::BTreeMap;

use serde_json::json;

use crate::Case;
use crate::connect::authorize::Portal;
use crate::harness::canaries::PASSWORD;
use crate::harness::chromium::{ENTER, TAB};
use crate::harness::{Bench, Chromium, Site};

mod accessible;
mod axe;
mod foreign;
mod keyboard;
mod password;
mod secure;

pub(crate) const SUITES: &[&[Case]] =
    &[accessible::CASES, foreign::CASES, keyboard::CASES, password::CASES, secure::HOUSE];

const SKIP: &str = "Naar de inhoud";

/// A client's site, from which somebody is sent to sign in.
struct Visit {
    portal: Portal,
    site: Site,
}

impl Visit {
    fn to(bench: &Bench, username: &str) -> Self {
        let site = Site::start();
        let settings = json!({
            "client_name": "Mijn Voorbeeld",
            "redirect_uris": [site.url("/terug")],
        });
        let visit = Self { portal: Portal::with(bench, username, &settings), site };
        let scope = "openid profile zaken.lezen documenten.lezen";
        let changes = [("redirect_uri", &*visit.site.url("/terug")), ("scope", scope)];
        let way = visit.portal.request(&changes);
        let link = visit.issuer(&way).replace('&', "&amp;");
        let page = format!("<h1>Mijn Voorbeeld</h1><p><a href=\"{link}\">Inloggen</a></p>");
        visit.site.shows("/", "Mijn Voorbeeld", &page);
        visit.site.shows("/terug", "Terug", "<h1>Terug bij Mijn Voorbeeld</h1>");
        visit
    }

    /// An address of the issuer.
    fn issuer(&self, path: &str) -> String {
        format!("{}{path}", self.portal.at.issuer_url())
    }

    /// Opens the client's page and follows its link.
    fn begin(&self, browser: &Chromium) {
        browser.open(&self.site.url("/"));
        browser.press(TAB);
        browser.press(ENTER);
    }

    /// What the client hears when somebody is back.
    fn heard(&self, browser: &Chromium) -> BTreeMap<String, String> {
        let url = browser.arrives_at(&self.site.url("/terug?"));
        url.query_pairs().into_owned().collect()
    }
}

/// On the page that asks for it, types who one is and a password, and sends them.
fn sign_in(browser: &Chromium, username: &str, password: &str) {
    browser.comes_to("Inloggen");
    browser.tab_to(&[SKIP, "Gebruikersnaam"]);
    browser.enter(username);
    browser.tab_to(&["Wachtwoord"]);
    browser.enter(password);
    browser.press(ENTER);
}
