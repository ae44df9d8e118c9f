//! Another site that means ill: it cannot show our pages in its own, nor send our forms for somebody.

use super::{PASSWORD, SKIP, Visit, sign_in};
use crate::harness::chromium::{ENTER, TAB};
use crate::harness::{Bench, Chromium, Site};
use crate::in_browser;

in_browser![
    bp_33_the_login_page_is_not_shown_in_a_frame_of_another_site,
    a_form_of_another_site_does_nothing_for_who_is_signed_in,
];

fn bp_33_the_login_page_is_not_shown_in_a_frame_of_another_site(bench: &Bench) {
    let (at, site) = (bench.shared(), Site::start());
    let browser = Chromium::start();
    let framed = |address: &str| format!("<iframe src=\"{address}\"></iframe>");
    site.shows("/binnen", "Binnen", "<input id=username>");
    site.shows("/eigen", "Eigen", &framed(&site.url("/binnen")));
    site.shows("/kader", "Kader", &framed(&format!("{}/login", at.issuer_url())));
    for (path, is_shown) in [("/eigen", true), ("/kader", false)] {
        browser.open(&site.url(path));
        browser.enter_frame();
        assert_eq!(browser.text_of("#username").is_some(), is_shown, "{path}");
    }
    let said = browser.console();
    assert!(said.iter().any(|entry| entry.message.contains("frame-ancestors")), "{said:?}");
}

fn a_form_of_another_site_does_nothing_for_who_is_signed_in(bench: &Bench) {
    let (visit, ill) = (Visit::to(bench, "belaagd"), Site::start());
    let browser = Chromium::start();
    visit.begin(&browser);
    sign_in(&browser, "belaagd", PASSWORD);
    browser.comes_to("Toegang geven?");
    browser.tab_to(&[SKIP, "Toestaan"]);
    browser.press(ENTER);
    visit.heard(&browser);
    // Were this known to another site, it would be of no use there.
    let csrf = read_csrf(&visit, &browser);
    for path in ["/logout", "/account/toestemmingen", "/account/wachtwoord"] {
        let form = format!(
            "<form method=post action=\"{}\"><input type=hidden name=csrf value=\"{csrf}\">
             <input type=hidden name=client value=\"{}\"><button>Win</button></form>",
            visit.issuer(path),
            visit.portal.app.client_id,
        );
        ill.shows("/prijs", "Prijs", &form);
        browser.open(&ill.url("/prijs"));
        browser.press(TAB);
        browser.press(ENTER);
        browser.arrives_at(&visit.issuer(""));
        assert_eq!(read_csrf(&visit, &browser), csrf, "{path}: the session is the same");
        assert!(browser.text_of("[data-consent]").is_some(), "{path}: so is what was agreed");
    }
}

fn read_csrf(visit: &Visit, browser: &Chromium) -> String {
    browser.open(&visit.issuer("/account"));
    browser.comes_to("Uw account");
    let field = browser.run("return document.querySelector('[name=csrf]').value");
    field.as_str().unwrap().to_owned()
}
