//! Over https, as people come to it: the cookies that only https has, and no script that may run.

use super::{PASSWORD, SKIP, sign_in};
use crate::harness::chromium::ENTER;
use crate::harness::{Chromium, Secure, Site, write_secret};
use crate::house_in_browser;

house_in_browser![who_lets_no_script_run_signs_in_changes_their_password_and_signs_out_over_https];

fn who_lets_no_script_run_signs_in_changes_their_password_and_signs_out_over_https() {
    let (at, site) = (Secure::start(), Site::start());
    write_secret(&at.folder.path().join("password"), PASSWORD);
    let create = ["user", "create", "jan", "--name", "Jan", "--password-file", "password"];
    assert!(at.command(&create).status.success());
    let browser = Chromium::without_scripts();
    site.shows("/", "Zonder", "<script>document.title = 'Met'</script>");
    browser.open(&site.url("/"));
    assert_eq!(browser.title(), "Zonder", "no script runs");
    browser.open(&format!("https://localhost:{}/account", at.issuer));
    assert_eq!(browser.cookies(), ["__Host-zaakpoort-visit"]);
    sign_in(&browser, "jan", PASSWORD);
    browser.comes_to("Uw account");
    assert_eq!(browser.cookies(), ["__Host-zaakpoort-session"]);
    browser.tab_to(&[SKIP, "Wachtwoord wijzigen"]);
    browser.press(ENTER);
    browser.comes_to("Wachtwoord wijzigen");
    browser.tab_to(&[SKIP, "Huidig wachtwoord"]);
    browser.enter(PASSWORD);
    for field in ["Nieuw wachtwoord", "Nieuw wachtwoord, nog een keer"] {
        browser.tab_to(&[field]);
        browser.enter("mijn eigen lange zin");
    }
    browser.press(ENTER);
    browser.comes_to("Uw account");
    assert_eq!(browser.cookies(), ["__Host-zaakpoort-session"]);
    browser.tab_to(&[SKIP, "Wachtwoord wijzigen", "Uitloggen"]);
    browser.press(ENTER);
    browser.comes_to("Inloggen");
    assert_eq!(browser.cookies(), ["__Host-zaakpoort-visit"]);
}
