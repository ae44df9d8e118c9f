//! What a caller asks to see in full: `expand=zaaktype,status.statustype`.

use std::collections::BTreeMap;

use crate::kind::{Holds, Kind};
use crate::problem::Problem;

/// Paths from a thing to the things it links to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expand(Vec<String>);

impl Expand {
    /// Reads a list of paths separated by commas, starting from a thing of this kind.
    pub(crate) fn parse(text: &str, kind: Kind) -> Result<Self, Problem> {
        let paths = text.split(',').map(str::trim).filter(|path| !path.is_empty());
        let paths: Vec<String> = paths.map(str::to_owned).collect();
        match paths.iter().find(|path| !leads_somewhere(path, kind)) {
            None => Ok(Self(paths)),
            Some(path) => {
                let reason = format!("'{path}' kan hier niet uitgeklapt worden.");
                Err(Problem::invalid("expand", "invalid-expand-field", reason))
            }
        }
    }

    /// The members to show in full, each with what to show in it.
    pub(crate) fn members(&self) -> BTreeMap<&str, Self> {
        let mut members: BTreeMap<&str, Self> = BTreeMap::new();
        for path in &self.0 {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            let below = members.entry(first).or_default();
            if !rest.is_empty() {
                below.0.push(rest.to_owned());
            }
        }
        members
    }
}

fn leads_somewhere(path: &str, kind: Kind) -> bool {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let below = match kind.shape().holds(first) {
        Some(Holds::Newest(kind, _) | Holds::Every(kind, _)) => Some(kind),
        Some(holds) => holds.target(),
        None => None,
    };
    below.is_some_and(|kind| rest.is_empty() || leads_somewhere(rest, kind))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_followed_as_far_as_it_leads() {
        let expand = Expand::parse("zaaktype, status.statustype,status", Kind::Zaak).unwrap();
        let members = expand.members();
        assert_eq!(members.keys().copied().collect::<Vec<_>>(), ["status", "zaaktype"]);
        assert_eq!(members["status"], Expand(vec!["statustype".to_owned()]));
    }

    #[test]
    fn what_is_no_link_is_refused() {
        for path in ["omschrijving", "status.zaakje", "zaaktype.identificatie", "_expand"] {
            assert!(Expand::parse(path, Kind::Zaak).is_err(), "{path}");
        }
        assert!(Expand::parse("", Kind::Zaak).is_ok());
    }
}
