//! Compiled autorisaties: what is given on an object is found with one lookup of its type, and
//! whether a scope is among it with one lookup of the scope.

use std::collections::BTreeMap;

use super::numbers::Numbers;
use crate::index::Index;
use crate::{
    Autorisatie, Compiler, Component, Scope, ScopeExpression, ScopeSet, TokenScopes, TypeAliases,
    TypeUrl, Vertrouwelijkheidaanduiding,
};

/// What one applicatie holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    scopes: Index<Scope, Known>,
    /// One for each autorisatie that matches objects, by the canonical URL of their type.
    grants: Index<TypeUrl, Grant>,
    aliases: TypeAliases,
}

/// A scope that some autorisatie gives.
#[derive(Debug, Clone)]
struct Known {
    /// By which [`Grant::scopes`] calls it.
    number: usize,
    /// The components whose autorisaties give it, by [`Component::index`].
    given_in: [bool; Component::ALL.len()],
}

/// What an autorisatie gives on the objects that it matches.
#[derive(Debug, Clone)]
struct Grant {
    component: Component,
    ceiling: Option<Vertrouwelijkheidaanduiding>,
    scopes: Numbers,
}

impl Held {
    pub(super) fn compile(these: &[Autorisatie], compiler: &mut Compiler) -> Self {
        let mut held = Self {
            scopes: Index::default(),
            grants: Index::default(),
            aliases: compiler.aliases().clone(),
        };
        for autorisatie in these {
            held.add(autorisatie, compiler);
        }
        held
    }

    /// What counts before the object is known: the scopes of all autorisaties.
    pub(super) fn widely(&self) -> Given<'_> {
        Given { held: self, on: None }
    }

    /// What counts on an object: of its component, the scopes of all autorisaties that match it;
    /// of other components, as before.
    pub(super) fn on(
        &self,
        component: Component,
        object_type: &TypeUrl,
        level: Option<Vertrouwelijkheidaanduiding>,
    ) -> Given<'_> {
        let object_type = self.aliases.canonical(object_type);
        let scopes = self
            .grants
            .all(object_type.as_str())
            .filter(|grant| grant.matches(component, level))
            .fold(Numbers::default(), |all, grant| all.union(&grant.scopes));
        Given { held: self, on: Some((component, scopes)) }
    }

    /// The types, each up to its highest ceiling, of the autorisaties that satisfy the expression
    /// by themselves.
    pub(super) fn visible(
        &self,
        needed: &ScopeExpression,
        token: &TokenScopes,
        component: Component,
    ) -> Vec<(TypeUrl, Option<Vertrouwelijkheidaanduiding>)> {
        let mut highest = BTreeMap::new();
        for (object_type, grant) in self.grants.iter().filter(|(_, it)| it.component == component) {
            let alone = Given { held: self, on: Some((component, grant.scopes.clone())) };
            if alone.missing(needed, token).is_none() {
                let ceiling = highest.entry(object_type.clone()).or_insert(grant.ceiling);
                *ceiling = grant.ceiling.max(*ceiling);
            }
        }
        highest.into_iter().collect()
    }

    /// Every scope that some autorisatie gives.
    pub(super) fn scopes(&self) -> ScopeSet {
        self.scopes.iter().map(|(scope, _)| scope.clone()).collect()
    }

    fn add(&mut self, autorisatie: &Autorisatie, compiler: &mut Compiler) {
        let component = autorisatie.component();
        // A scope of the system is given by no autorisatie, whatever it lists.
        let scopes = autorisatie.scopes().iter().filter(|scope| !scope.is_of_the_system());
        let scopes = scopes.map(|scope| self.know(scope, component)).collect();
        let ceiling = autorisatie.ceiling();
        // ac-003 lets type and ceiling be left out; then no object is matched.
        let Some(object_type) = autorisatie.object_type() else { return };
        if component.has_levels() && ceiling.is_none() {
            return;
        }
        self.grants.add(compiler.share(object_type), Grant { component, ceiling, scopes });
    }

    /// Notes that a component gives a scope; answers the scope's number.
    fn know(&mut self, scope: &Scope, component: Component) -> usize {
        let next = self.scopes.len();
        let known = self.scopes.get_or_add(scope.clone(), || Known {
            number: next,
            given_in: [false; Component::ALL.len()],
        });
        known.given_in[component.index()] = true;
        known.number
    }
}

impl Grant {
    fn matches(&self, component: Component, level: Option<Vertrouwelijkheidaanduiding>) -> bool {
        // The ceiling is inclusive. A besluit has no level and its autorisatie no ceiling.
        self.component == component && self.ceiling >= level
    }
}

/// What counts for one question.
#[derive(Debug)]
pub(super) struct Given<'a> {
    held: &'a Held,
    /// The object's component, and of its scopes those that are given on the object.
    on: Option<(Component, Numbers)>,
}

impl Given<'_> {
    /// What an expression lacks when the token limits what is given; `None` if it holds.
    pub(super) fn missing(
        &self,
        needed: &ScopeExpression,
        token: &TokenScopes,
    ) -> Option<ScopeExpression> {
        needed
            .missing(|component, scope| token.allow(scope.as_str()) && self.gives(component, scope))
    }

    fn gives(&self, component: Component, scope: &Scope) -> bool {
        let Some(known) = self.held.scopes.get(scope.as_str()) else { return false };
        match &self.on {
            Some((home, scopes)) if *home == component => scopes.contains(known.number),
            _ => known.given_in[component.index()],
        }
    }
}
