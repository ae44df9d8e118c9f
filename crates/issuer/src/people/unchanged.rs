//! Why a password was not changed: in which field it stands, and in which words it is told.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;

use super::proof::Unproven;
use crate::pages::Language;
use crate::passwords::{LONGEST, PasswordError, SHORTEST};

pub(super) const CURRENT: &str = "current";
pub(super) const NEW: &str = "new";
pub(super) const REPEATED: &str = "repeated";

/// Why somebody is asked once more.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    NoCurrent,
    NoNew,
    /// It may not be theirs.
    Rule(PasswordError),
    /// The new one is the one that they have.
    Same,
    /// The new one was typed in two ways.
    Differs,
    Unproven(Unproven),
}

/// What is wrong, and in which field.
pub(super) struct Told {
    pub(super) field: Option<&'static str>,
    pub(super) text: String,
}

impl Fault {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Unproven(why) => why.status(),
            Self::NoCurrent | Self::NoNew | Self::Rule(_) | Self::Same | Self::Differs => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        }
    }

    pub(super) fn retry_after(self) -> Option<HeaderValue> {
        match self {
            Self::Unproven(why) => why.retry_after(),
            Self::NoCurrent | Self::NoNew | Self::Rule(_) | Self::Same | Self::Differs => None,
        }
    }

    pub(super) fn told(self, language: Language) -> Told {
        Told { field: self.field(), text: self.text(language) }
    }

    /// Where the person goes on typing.
    fn field(self) -> Option<&'static str> {
        match self {
            Self::NoCurrent | Self::Unproven(Unproven::Wrong) => Some(CURRENT),
            Self::NoNew | Self::Rule(_) | Self::Same => Some(NEW),
            Self::Differs => Some(REPEATED),
            Self::Unproven(Unproven::TooOften(_) | Unproven::Busy) => None,
        }
    }

    fn text(self, language: Language) -> String {
        let both = match self {
            Self::NoCurrent => ("Vul uw huidige wachtwoord in.", "Enter your current password."),
            Self::NoNew => ("Vul een nieuw wachtwoord in.", "Enter a new password."),
            Self::Rule(rule) => return broken(rule, language),
            Self::Same => (
                "Kies een ander wachtwoord dan uw huidige.",
                "Choose another password than your current one.",
            ),
            Self::Differs => (
                "Dit is anders dan het nieuwe wachtwoord hierboven.",
                "This differs from the new password above.",
            ),
            Self::Unproven(why) => return why.text(WRONG, language),
        };
        language.pick(both.0, both.1).to_owned()
    }
}

const WRONG: (&str, &str) =
    ("Dit is niet uw huidige wachtwoord.", "This is not your current password.");

/// What people hear of a rule of passwords.
fn broken(rule: PasswordError, language: Language) -> String {
    let (dutch, english) = match rule {
        PasswordError::Short => (
            format!("Een wachtwoord heeft ten minste {SHORTEST} tekens."),
            format!("A password has at least {SHORTEST} characters."),
        ),
        PasswordError::Long => (
            format!("Een wachtwoord heeft ten hoogste {LONGEST} tekens."),
            format!("A password has at most {LONGEST} characters."),
        ),
        PasswordError::Control => (
            "Een wachtwoord heeft geen besturingstekens, zoals een tab.".to_owned(),
            "A password has no control characters, such as a tab.".to_owned(),
        ),
        PasswordError::Common => (
            "Dit wachtwoord is een van de eerste die iedereen zou proberen; kies een ander."
                .to_owned(),
            "This password is among the first that anybody would try; choose another.".to_owned(),
        ),
        PasswordError::Username => (
            "Een wachtwoord is niet uw gebruikersnaam; kies een ander.".to_owned(),
            "A password is not your username; choose another.".to_owned(),
        ),
    };
    language.pick(dutch, english)
}
