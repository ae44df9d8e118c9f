//! An applicatie: who may do what.

use crate::{ApplicatieId, Autorisatie};

/// An applicatie of the Autorisaties API, without its client ids: a client id names its
/// applicatie, not the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicatie {
    /// Its identifier.
    pub id: ApplicatieId,
    /// What people call it; 1 to 100 characters.
    pub label: String,
    /// What it may do.
    pub grants: Grants,
    /// Of documents only those that are ready for publication (ac 1.1.0).
    pub alleen_is_gereed_voor_publicatie: bool,
}

/// Everything, or what is listed: never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    /// `heeftAlleAutorisaties`.
    All,
    /// `autorisaties`, in their order.
    These(Vec<Autorisatie>),
}

impl Grants {
    /// Whether there is anything at all that may be done.
    pub fn gives_something(&self) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => !these.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Component;

    #[test]
    fn everything_or_one_autorisatie_is_something_and_an_empty_list_is_not() {
        let one = Autorisatie::from_parts(Component::Ac, Vec::new(), None, None);
        assert!(Grants::All.gives_something());
        assert!(Grants::These(vec![one]).gives_something());
        assert!(!Grants::These(Vec::new()).gives_something());
    }
}
