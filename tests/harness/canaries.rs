//! What proves somebody has a form of its own: secrets, tokens, keys, the passwords of the cases. So all
//! that the whole suite uses is a canary, and whatever a process said or a database holds is looked
//! through for any of it when it ends.

use std::sync::{LazyLock, Mutex, PoisonError};

use regex::bytes::Regex;

/// The password of everybody in the cases.
pub(crate) const PASSWORD: &str = "vier losse woorden";

/// Our own secrets and tokens in each of their forms, and signed tokens of anybody.
static FORMS: LazyLock<Regex> = LazyLock::new(|| {
    let forms = [
        r"\bzp[a-z]?_[A-Za-z0-9_.~-]{24,}",
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
        PASSWORD,
    ];
    Regex::new(&forms.join("|")).unwrap()
});

/// Where one was found, and what it was.
static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Looks through what a process said. A line that is a secret alone is a first start that shows it.
pub(crate) fn look_through_said(said: &[u8]) {
    for line in said.split(|byte| *byte == b'\n') {
        let shown = line.trim_ascii();
        for found in FORMS.find_iter(line).filter(|found| found.as_bytes() != shown) {
            note("a log", found.as_bytes(), line);
        }
    }
}

/// Looks through an answer that says no. Who types their password as their name sees it there again.
pub(crate) fn look_through_refusal(body: &[u8]) {
    let typed = br#"name="username" type="text" value=""#;
    for found in FORMS.find_iter(body).filter(|found| !body[..found.start()].ends_with(typed)) {
        note("a refusal", found.as_bytes(), body);
    }
}

/// Looks through all that a database holds.
pub(crate) fn look_through_stored(bytes: &[u8]) {
    for found in FORMS.find_iter(bytes) {
        let around = found.start().saturating_sub(80)..bytes.len().min(found.end() + 20);
        note("a database", found.as_bytes(), &bytes[around]);
    }
}

fn note(place: &str, found: &[u8], around: &[u8]) {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let line = format!("{} stands in {place}: {}", text(found), text(around));
    FOUND.lock().unwrap_or_else(PoisonError::into_inner).push(line);
}

/// What was found in the whole run.
pub(crate) fn found() -> Vec<String> {
    std::mem::take(&mut FOUND.lock().unwrap_or_else(PoisonError::into_inner))
}

/// That the look would find something, if there was anything.
pub(crate) fn the_forms_are_those_of_what_is_used(used: &[&str]) {
    for one in used {
        assert!(FORMS.is_match(one.as_bytes()), "{one}");
    }
    for other in ["zp_kort", "eyJhbGciOiJub25lIn0.", "zpt_", "vier woorden"] {
        assert!(!FORMS.is_match(other.as_bytes()), "{other}");
    }
}
