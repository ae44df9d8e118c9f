//! The profile that an upstream keeps to, and what cannot be had beside it.

use edge::config::{Section, parse};
use edge::public_url::PublicUrl;

use crate::refusal::Errors;

/// Which credentials an upstream takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Access tokens, API tokens, and JWTs that clients sign themselves.
    #[default]
    Baseline,
    /// Access tokens alone (NL GOV Assurance profile for OAuth 2.0).
    NlGov,
}

/// What to write where callers would hear of a refused token otherwise than RFC 6750 has it.
const ZGW_ERRORS: &str = "with profile = \"nlgov\" a refused token is a 401 (RFC 6750 3.1), and errors = \"zgw\" \
    makes it a 403; leave out one of the two";
/// What to write where tokens would go in plain text.
const PLAIN: &str =
    "with profile = \"nlgov\" tokens come over TLS alone: write the public name with https://";

impl Profile {
    /// `baseline`, unless it is said.
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let profiles = [("baseline", Self::Baseline), ("nlgov", Self::NlGov)];
        section.default("profile", Self::default(), parse::one_of(&profiles))
    }

    /// Whether the rest of an upstream is as the profile has it.
    pub(super) fn allows(
        self,
        public_url: &PublicUrl,
        errors: Errors,
        section: &mut Section<'_>,
    ) -> Option<()> {
        if self == Self::Baseline {
            return Some(());
        }
        let zgw = (errors == Errors::Zgw).then_some(("errors", ZGW_ERRORS));
        let plain = public_url.is_exposed().then_some(("public_url", PLAIN));
        let faults: Vec<_> = zgw.into_iter().chain(plain).collect();
        for (key, fault) in &faults {
            section.fault(key, *fault);
        }
        faults.is_empty().then_some(())
    }
}
