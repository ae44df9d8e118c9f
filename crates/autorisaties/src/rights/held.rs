//! Compiled autorisaties: sorted by component and type, so that an object's are found by bisection.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::{
    Autorisatie, Component, Scope, ScopeExpression, ScopeSet, TokenScopes, TypeAliases, TypeUrl,
    Vertrouwelijkheidaanduiding,
};

/// Scopes, sorted. Autorisaties with the same scopes share one.
type Scopes = Arc<[Scope]>;

/// What one applicatie holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// Autorisaties that match objects, sorted by component, type and ceiling.
    on_objects: Box<[Entry]>,
    /// By component: the scopes of all its autorisaties, whatever their objects.
    wide: [Scopes; Component::ALL.len()],
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    component: Component,
    object_type: TypeUrl,
    /// A besluit has no level, and so no ceiling.
    ceiling: Option<Vertrouwelijkheidaanduiding>,
    scopes: Scopes,
}

/// How high an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The ceiling must reach this level.
    Level(Vertrouwelijkheidaanduiding),
    /// The object has no level.
    NoLevel,
    /// Ceilings are not looked at: to tell a refusal by level from one by type.
    AnyCeiling,
}

impl Reach {
    pub(super) fn of(level: Option<Vertrouwelijkheidaanduiding>) -> Self {
        level.map_or(Self::NoLevel, Self::Level)
    }

    /// Whether an autorisatie with this ceiling matches.
    fn is_under(self, ceiling: Option<Vertrouwelijkheidaanduiding>) -> bool {
        match (self, ceiling) {
            (Self::Level(level), Some(ceiling)) => level <= ceiling,
            (Self::Level(_), None) => false,
            (Self::NoLevel | Self::AnyCeiling, _) => true,
        }
    }
}

impl Held {
    pub(super) fn compile(these: &[Autorisatie], aliases: &TypeAliases) -> Self {
        let mut shared = BTreeSet::new();
        let mut entries: Vec<Entry> =
            these.iter().filter_map(|one| entry(one, aliases, &mut shared)).collect();
        entries.sort_unstable();
        entries.dedup();
        let wide = Component::ALL.map(|component| {
            let its = these.iter().filter(|one| one.component() == component);
            share(its.flat_map(Autorisatie::scopes), &mut shared)
        });
        Self { on_objects: entries.into(), wide }
    }

    /// Whether any autorisatie of the component gives a scope.
    pub(super) fn gives(&self, component: Component, label: &str) -> bool {
        has(&self.wide[component.index()], label)
    }

    /// Whether the autorisaties that match an object satisfy the expression together. Scopes of
    /// other components than the object's count component-wide.
    pub(super) fn holds_on(
        &self,
        token: &TokenScopes,
        needed: &ScopeExpression,
        home: Component,
        object_type: &TypeUrl,
        reach: Reach,
    ) -> bool {
        let of_type = self.of_type(home, object_type);
        needed.evaluate(|component, scope| {
            let label = scope.as_str();
            let given = if component == home {
                of_type
                    .iter()
                    .any(|entry| reach.is_under(entry.ceiling) && has(&entry.scopes, label))
            } else {
                self.gives(component, label)
            };
            given && token.allow(label)
        })
    }

    /// The types, each up to its highest ceiling, whose autorisaties satisfy the expression alone.
    pub(super) fn visible(
        &self,
        token: &TokenScopes,
        needed: &ScopeExpression,
        home: Component,
    ) -> Vec<(TypeUrl, Option<Vertrouwelijkheidaanduiding>)> {
        let mut highest = BTreeMap::new();
        for entry in self.on_objects.iter().filter(|entry| entry.component == home) {
            let alone = needed.evaluate(|component, scope| {
                let label = scope.as_str();
                let given = if component == home {
                    has(&entry.scopes, label)
                } else {
                    self.gives(component, label)
                };
                given && token.allow(label)
            });
            if alone {
                // Sorted by ceiling: a later entry of the same type reaches higher.
                highest.insert(entry.object_type.clone(), entry.ceiling);
            }
        }
        highest.into_iter().collect()
    }

    pub(super) fn scopes(&self) -> ScopeSet {
        self.wide.iter().flat_map(|scopes| scopes.iter().cloned()).collect()
    }

    fn of_type(&self, component: Component, object_type: &TypeUrl) -> &[Entry] {
        let wanted = (component, object_type);
        let key = |entry: &Entry| order((entry.component, &entry.object_type), wanted);
        let begin = self.on_objects.partition_point(|entry| key(entry).is_lt());
        let rest = &self.on_objects[begin..];
        let end = rest.iter().take_while(|entry| key(entry).is_eq()).count();
        &rest[..end]
    }
}

/// Compares places in the sorted list; in tests it counts how often.
fn order(one: (Component, &TypeUrl), other: (Component, &TypeUrl)) -> std::cmp::Ordering {
    #[cfg(test)]
    super::tests::comparisons::count();
    one.cmp(&other)
}

fn has(scopes: &Scopes, label: &str) -> bool {
    scopes
        .binary_search_by(|scope| {
            #[cfg(test)]
            super::tests::comparisons::count();
            scope.as_str().cmp(label)
        })
        .is_ok()
}

/// What an autorisatie gives on objects: nothing if it lacks the type, or the ceiling where
/// objects have levels.
fn entry(
    autorisatie: &Autorisatie,
    aliases: &TypeAliases,
    shared: &mut BTreeSet<Scopes>,
) -> Option<Entry> {
    let component = autorisatie.component();
    let object_type = aliases.canonical(autorisatie.object_type()?);
    let ceiling = autorisatie.ceiling();
    if component.has_levels() && ceiling.is_none() {
        return None;
    }
    Some(Entry { component, object_type, ceiling, scopes: share(autorisatie.scopes(), shared) })
}

/// Sorted, without repetition and without scopes of the system, which no autorisatie gives.
fn share<'a>(scopes: impl IntoIterator<Item = &'a Scope>, shared: &mut BTreeSet<Scopes>) -> Scopes {
    let sorted: BTreeSet<&Scope> =
        scopes.into_iter().filter(|scope| !scope.is_of_the_system()).collect();
    let scopes: Scopes = sorted.into_iter().cloned().collect();
    if let Some(known) = shared.get(&scopes) {
        return Arc::clone(known);
    }
    shared.insert(Arc::clone(&scopes));
    scopes
}
