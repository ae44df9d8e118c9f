//! Who guesses passwords must wait; whose password it is need not, at another address.

use super::{PASSWORD, change_password, is_in, user};
use crate::cases;
use crate::harness::{Bench, Browser, Options};

cases![
    after_five_wrong_passwords_the_next_waits_and_somebody_elsewhere_does_not,
    an_unknown_user_waits_as_a_known_one_does,
    guesses_at_ones_own_password_count_as_those_of_a_login,
];

/// Believes what the test says of where it comes from.
fn trusting() -> Options {
    Options::default().set("ISSUER__TRUSTED_PROXIES", "[\"127.0.0.1\"]")
}

fn from(browser: &Browser, address: &str) -> Browser {
    browser.with("X-Forwarded-For", address).with("X-Forwarded-Proto", "https")
}

fn after_five_wrong_passwords_the_next_waits_and_somebody_elsewhere_does_not(bench: &Bench) {
    let at = bench.with(&trusting());
    user(&at.administrator(), "belaagd");
    let own = Browser::at(at.issuer).with("Origin", &at.issuer_url());
    let mut attacker = from(&own, "203.0.113.9");
    for guess in 0..5 {
        assert_eq!(attacker.sign_in("belaagd", &format!("gok nummer {guess}")).status, 422);
    }
    for password in ["gok nummer zes", PASSWORD] {
        let refused = attacker.sign_in("Belaagd", password);
        assert_eq!(refused.status, 429, "{password}");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
        assert!(refused.text().contains("te vaak een verkeerd wachtwoord"));
    }
    assert!(!is_in(&mut attacker));
    let mut good = from(&own, "198.51.100.7");
    assert_eq!(good.sign_in("belaagd", PASSWORD).status, 303);
}

fn an_unknown_user_waits_as_a_known_one_does(bench: &Bench) {
    let at = bench.with(&trusting());
    let mut attacker = from(&Browser::at(at.issuer), "203.0.113.9");
    let statuses: Vec<u16> =
        (0..6).map(|_| attacker.sign_in("niemand", "gok op goed geluk").status).collect();
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429]);
}

/// Who sits at a browser that somebody left is no better off than at the login page.
fn guesses_at_ones_own_password_count_as_those_of_a_login(bench: &Bench) {
    let (at, new) = (bench.with(&trusting()), "mijn eigen lange zin");
    user(&at.administrator(), "onbewaakt");
    let own = Browser::at(at.issuer).with("Origin", &at.issuer_url());
    let mut left = from(&own, "203.0.113.9");
    assert_eq!(left.sign_in("onbewaakt", PASSWORD).status, 303);
    for guess in 0..4 {
        let guess = format!("gok nummer {guess}");
        assert_eq!(change_password(&mut left, &guess, [new, new]).status, 422);
    }
    // What is not looked at is not guessed.
    assert_eq!(change_password(&mut left, PASSWORD, ["kort", "kort"]).status, 422);
    let mut beside = from(&own, "203.0.113.9");
    assert_eq!(beside.sign_in("onbewaakt", "gok nummer vijf").status, 422);
    for current in ["gok nummer zes", PASSWORD] {
        let refused = change_password(&mut left, current, [new, new]);
        assert_eq!(refused.status, 429, "{current}");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
        assert!(refused.text().contains("te vaak een verkeerd wachtwoord"));
    }
    assert_eq!(beside.sign_in("onbewaakt", PASSWORD).status, 429);
    let mut good = from(&own, "198.51.100.7");
    assert_eq!(good.sign_in("onbewaakt", PASSWORD).status, 303);
    assert_eq!(change_password(&mut good, PASSWORD, [new, new]).status, 303);
    assert!(!is_in(&mut left));
}
