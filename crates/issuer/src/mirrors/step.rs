//! From what is in force to what an applicatie is now: what gateways are told meanwhile, and who must
//! hear first.

use std::collections::HashSet;

use autorisaties::{Applicatie, Grants};

use crate::store::shown::Shown;

/// What a write means for those who judge.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// Something may no longer be done: gateways hear first.
    pub(super) narrows: bool,
    /// Something may be done that might not: upstreams hear first, and gateways are told this
    /// meanwhile.
    pub(super) told: Option<Applicatie>,
}

impl Step {
    pub(super) fn between(before: Option<&Shown>, after: Option<&Shown>) -> Self {
        let Some(after) = after else { return Self { narrows: true, told: None } };
        let nothing = Grants::These(Vec::new());
        let (given, had, were_ready) = match before {
            Some(Shown { applicatie, client_ids }) => {
                (&applicatie.grants, ids(client_ids), applicatie.alleen_is_gereed_voor_publicatie)
            }
            None => (&nothing, HashSet::new(), after.applicatie.alleen_is_gereed_voor_publicatie),
        };
        let (now, has) = (&after.applicatie, ids(&after.client_ids));
        let only_ready = now.alleen_is_gereed_voor_publicatie;
        let narrows =
            !given.is_within(&now.grants) || (only_ready && !were_ready) || !had.is_subset(&has);
        let widens =
            !now.grants.is_within(given) || (were_ready && !only_ready) || !has.is_subset(&had);
        let told = || Applicatie {
            grants: given.common(&now.grants),
            alleen_is_gereed_voor_publicatie: were_ready || only_ready,
            ..now.clone()
        };
        Self { narrows, told: widens.then(told) }
    }
}

fn ids(client_ids: &[String]) -> HashSet<&str> {
    client_ids.iter().map(String::as_str).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use autorisaties::{ApplicatieId, Autorisatie, Component, Scope};
    use uuid::Uuid;

    use super::*;

    fn these(scopes: &[&str]) -> Grants {
        let scopes = scopes.iter().map(|scope| Scope::parse(scope).unwrap()).collect();
        Grants::These(vec![Autorisatie::from_parts(Component::Ztc, scopes, None, None)])
    }

    fn shown(grants: Grants, only_ready: bool, client_ids: &[&str]) -> Shown {
        let applicatie = Applicatie {
            id: ApplicatieId::new(Uuid::nil()),
            label: "a".to_owned(),
            grants,
            alleen_is_gereed_voor_publicatie: only_ready,
        };
        Shown { applicatie, client_ids: client_ids.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn what_is_new_waits_for_the_upstreams_and_what_ends_does_not() {
        let a = || these(&["a"]);
        for (before, after, narrows, told) in [
            (shown(a(), false, &["x"]), shown(a(), false, &["x"]), false, None),
            (shown(a(), false, &["x"]), shown(these(&["a", "b"]), false, &["x"]), false, Some(a())),
            (shown(these(&["a", "b"]), false, &["x"]), shown(a(), false, &["x"]), true, None),
            (
                shown(a(), false, &["x"]),
                shown(these(&["b"]), false, &["x"]),
                true,
                Some(these(&[])),
            ),
            (shown(a(), false, &["x"]), shown(Grants::All, false, &["x"]), false, Some(a())),
            (shown(Grants::All, false, &["x"]), shown(a(), false, &["x"]), true, None),
            (shown(a(), false, &["x"]), shown(a(), false, &["x", "y"]), false, Some(a())),
            (shown(a(), false, &["x", "y"]), shown(a(), false, &["y"]), true, None),
            (shown(a(), true, &["x"]), shown(a(), false, &["x"]), false, Some(a())),
            (shown(a(), false, &["x"]), shown(a(), true, &["x"]), true, None),
        ] {
            let step = Step::between(Some(&before), Some(&after));
            let given = step.told.as_ref().map(|told| told.grants.clone());
            let told = told.map(|told| told.without_overlaps());
            assert_eq!((step.narrows, given), (narrows, told), "{before:?} to {after:?}");
        }
    }

    #[test]
    fn a_new_one_gives_nothing_until_the_upstreams_have_it_and_an_ended_one_ends_at_once() {
        let one = shown(these(&["a"]), true, &["x"]);
        let made = Step::between(None, Some(&one));
        let told = made.told.unwrap();
        assert!(!made.narrows && !told.grants.gives_something());
        assert!(told.alleen_is_gereed_voor_publicatie);
        assert_eq!(Step::between(Some(&one), None), Step { narrows: true, told: None });
        let loosened = shown(these(&["a"]), false, &["x"]);
        let step = Step::between(Some(&one), Some(&loosened));
        assert!(step.told.unwrap().alleen_is_gereed_voor_publicatie);
    }
}
