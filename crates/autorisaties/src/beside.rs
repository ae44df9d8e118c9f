//! Two lots of grants beside each other: what both give, whether one goes beyond the other, and the
//! same grants with nothing said twice.

use std::collections::BTreeMap;

use crate::{Autorisatie, Component, Grants, Scope, TypeUrl, Vertrouwelijkheidaanduiding};

/// On what a scope is given.
type On = (Component, Option<TypeUrl>);
type Ceiling = Option<Vertrouwelijkheidaanduiding>;
/// Up to where each scope is given.
type Flat = BTreeMap<(On, Scope), Ceiling>;

impl Grants {
    /// Whether the other gives everything that this gives.
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::All) => true,
            (Self::All, Self::These(_)) => false,
            (Self::These(these), Self::These(others)) => {
                let others = flat(others);
                let reaches = |(scope, ceiling): (_, &Ceiling)| {
                    others.get(scope).is_some_and(|other| other >= ceiling)
                };
                flat(these).iter().all(reaches)
            }
        }
    }

    /// What both give.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, one) | (one, Self::All) => one.clone(),
            (Self::These(these), Self::These(others)) => {
                let others = flat(others);
                let both = flat(these).into_iter().filter_map(|(scope, ceiling)| {
                    let lower = ceiling.min(*others.get(&scope)?);
                    Some((scope, lower))
                });
                Self::These(grouped(both.collect()))
            }
        }
    }

    /// The same, with each scope of a type in one autorisatie alone: up to the highest level that it
    /// is given to. Open Zaak answers no list to who holds one twice.
    #[must_use]
    pub fn without_overlaps(&self) -> Self {
        match self {
            Self::All => Self::All,
            Self::These(these) => Self::These(grouped(flat(these))),
        }
    }
}

fn flat(these: &[Autorisatie]) -> Flat {
    let mut flat = Flat::new();
    for one in these {
        let on = (one.component(), one.object_type().cloned());
        for scope in one.scopes() {
            let ceiling = flat.entry((on.clone(), scope.clone())).or_insert(one.ceiling());
            *ceiling = one.ceiling().max(*ceiling);
        }
    }
    flat
}

/// One autorisatie for all scopes that are given on the same, up to the same level.
fn grouped(flat: Flat) -> Vec<Autorisatie> {
    let mut groups: BTreeMap<(On, Ceiling), Vec<Scope>> = BTreeMap::new();
    for ((on, scope), ceiling) in flat {
        groups.entry((on, ceiling)).or_default().push(scope);
    }
    let one = |(((component, object_type), ceiling), scopes)| {
        Autorisatie::from_parts(component, scopes, object_type, ceiling)
    };
    groups.into_iter().map(one).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    /// `zrc a lezen,schrijven intern`; a dash stands for what is not there.
    fn grants(lines: &[&str]) -> Grants {
        let one = |line: &&str| {
            let [component, object_type, scopes, level] =
                line.split(' ').collect::<Vec<_>>()[..].try_into().unwrap();
            let scopes = scopes.split(',').filter(|scope| *scope != "-");
            Autorisatie::from_parts(
                Component::parse(component).unwrap(),
                scopes.map(|scope| Scope::parse(scope).unwrap()).collect(),
                Some(object_type)
                    .filter(|name| *name != "-")
                    .map(|name| TypeUrl::parse(&format!("https://a/{name}")).unwrap()),
                Vertrouwelijkheidaanduiding::parse(level).ok(),
            )
        };
        Grants::These(lines.iter().map(one).collect())
    }

    /// What each pair has in common, and whether the first and the second lie within the other.
    #[test]
    fn what_both_give_is_given_by_each() {
        for (one, other, both, within) in [
            (&["zrc a l openbaar"][..], &["zrc a l openbaar"][..], &["zrc a l openbaar"][..], "<>"),
            (&["zrc a l openbaar"], &["zrc a l intern"], &["zrc a l openbaar"], "<"),
            (&["zrc a l,s intern"], &["zrc a l intern"], &["zrc a l intern"], ">"),
            (&["zrc a l intern"], &["zrc b l intern"], &[], ""),
            (&["zrc a l intern"], &["drc a l intern"], &[], ""),
            (&["zrc a l,s openbaar"], &["zrc a l intern"], &["zrc a l openbaar"], ""),
            (&["ztc - c -"], &["ztc - c -", "ztc - d -"], &["ztc - c -"], "<"),
            (&["zrc a l -"], &["zrc a l openbaar"], &["zrc a l -"], "<"),
            (&[], &["nrc - n -"], &[], "<"),
            (&["nrc - - -"], &[], &[], "<>"),
        ] {
            let (one, other, both) = (grants(one), grants(other), grants(both));
            assert_eq!(one.common(&other), both, "{one:?} and {other:?}");
            assert_eq!(other.common(&one), both, "{other:?} and {one:?}");
            assert_eq!(one.is_within(&other), within.contains('<'), "{one:?} in {other:?}");
            assert_eq!(other.is_within(&one), within.contains('>'), "{other:?} in {one:?}");
        }
    }

    #[test]
    fn everything_holds_all_and_lies_in_nothing_less() {
        let some = grants(&["zrc a l intern", "zrc a l openbaar"]);
        assert_eq!(
            (Grants::All.common(&some), some.common(&Grants::All)),
            (some.clone(), some.clone())
        );
        assert_eq!(Grants::All.common(&Grants::All), Grants::All);
        assert!(some.is_within(&Grants::All) && Grants::All.is_within(&Grants::All));
        assert!(!Grants::All.is_within(&some));
        assert_eq!(Grants::All.without_overlaps(), Grants::All);
    }

    #[test]
    fn each_scope_of_a_type_is_said_once_up_to_its_highest_level() {
        let twice =
            grants(&["zrc a l,s openbaar", "zrc a l,l intern", "zrc b l geheim", "ztc - c -"]);
        let once = grants(&["zrc a s openbaar", "zrc a l intern", "zrc b l geheim", "ztc - c -"]);
        let sorted = |grants: &Grants| match grants {
            Grants::All => Vec::new(),
            Grants::These(these) => {
                let mut said: Vec<String> = these.iter().map(|one| format!("{one:?}")).collect();
                said.sort();
                said
            }
        };
        assert_eq!(sorted(&twice.without_overlaps()), sorted(&once));
        assert!(twice.is_within(&once) && once.is_within(&twice));
    }
}
