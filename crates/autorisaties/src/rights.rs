//! The verdict: what an applicatie may do, compiled so that no question walks its autorisaties.
//!
//! Four questions. [`Rights::may`]: before the object is known. [`Rights::may_on`]: on one object.
//! [`Rights::visible`]: which rows of a list. [`Rights::may_at_any_level`]: whether the level of an
//! object matters at all.

use crate::{
    Applicatie, Compiler, Component, Grants, ObjectFacts, Refusal, Requirement, ScopeExpression,
    ScopeSet, TokenScopes, TypeAliases, TypeUrl, Vertrouwelijkheidaanduiding,
};

mod held;
mod numbers;
#[cfg(test)]
mod tests;

use held::Held;

/// An applicatie's autorisaties, compiled.
#[derive(Debug, Clone)]
pub struct Rights(Compiled);

#[derive(Debug, Clone)]
enum Compiled {
    All,
    These(Held),
}

/// Whether an applicatie's operations depend on the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restriction {
    /// The component's scopes decide alone.
    Free,
    /// Type and level decide too.
    ByType,
}

/// Which rows of a list may be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    /// All of them.
    All,
    /// Those of these types up to these levels, inclusive, sorted by type; besluiten have no level.
    These(Vec<(TypeUrl, Option<Vertrouwelijkheidaanduiding>)>),
}

impl Rights {
    /// Compiles one applicatie; its type URLs, and later those of objects, become what the aliases
    /// say they stand for. Whoever compiles many keeps a [`Compiler`].
    pub fn compile(applicatie: &Applicatie, aliases: &TypeAliases) -> Self {
        Compiler::new(aliases.clone()).compile(applicatie)
    }

    pub(crate) fn compile_by(compiler: &mut Compiler, applicatie: &Applicatie) -> Self {
        Self(match &applicatie.grants {
            Grants::All => Compiled::All,
            Grants::These(these) => Compiled::These(Held::compile(these, compiler)),
        })
    }

    /// Whether the component's scopes suffice, whatever the object.
    pub fn may(&self, token: &TokenScopes, requirement: &Requirement) -> Result<(), Refusal> {
        match requirement {
            Requirement::SuperuserOnly => self.is_superuser(token),
            Requirement::Scopes(needed) => self.holds_widely(token, needed),
        }
    }

    /// Whether the operation may be done to this object: the scopes of all autorisaties that match
    /// it count together, the ceiling inclusive. Scopes of another component than the object's
    /// count whatever the object. Whoever may do this [`may`](Self::may) do it widely.
    pub fn may_on(
        &self,
        token: &TokenScopes,
        requirement: &Requirement,
        object: &ObjectFacts,
    ) -> Result<(), Refusal> {
        let (Compiled::These(held), Requirement::Scopes(needed)) = (&self.0, requirement) else {
            return self.may(token, requirement);
        };
        let on = |level| held.on(object.component(), object.object_type(), level);
        let Some(missing) = on(object.level()).missing(needed, token) else { return Ok(()) };
        // Refused. It remains to say by what: the scopes, the token, the level or the type.
        self.holds_widely(token, needed)?;
        let object_type = object.object_type().clone();
        let at_lowest = on(object.level().map(|_| Vertrouwelijkheidaanduiding::LOWEST));
        Err(match (object.level(), at_lowest.missing(needed, token)) {
            (Some(level), None) => Refusal::LevelTooHigh { missing, object_type, level },
            _ => Refusal::TypeNotHeld { missing, object_type },
        })
    }

    /// Which rows of a list may be seen: an autorisatie shows its rows only if it satisfies the
    /// requirement by itself. Scopes held only together show nothing, and are no refusal.
    pub fn visible(
        &self,
        token: &TokenScopes,
        component: Component,
        requirement: &Requirement,
    ) -> Result<Visible, Refusal> {
        self.may(token, requirement)?;
        match (&self.0, requirement) {
            (Compiled::These(held), Requirement::Scopes(needed)) if component.is_typed() => {
                Ok(Visible::These(held.visible(needed, token, component)))
            }
            _ => Ok(Visible::All),
        }
    }

    /// Whether the operation may be done to objects of this type at every level, so that nobody
    /// needs to look the level up.
    pub fn may_at_any_level(
        &self,
        token: &TokenScopes,
        requirement: &Requirement,
        component: Component,
        object_type: &TypeUrl,
    ) -> bool {
        match (&self.0, requirement) {
            (Compiled::These(held), Requirement::Scopes(needed)) if component.is_typed() => {
                let highest = Vertrouwelijkheidaanduiding::HIGHEST;
                let level = component.has_levels().then_some(highest);
                held.on(component, object_type, level).missing(needed, token).is_none()
            }
            _ => self.may(token, requirement).is_ok(),
        }
    }

    /// Whether type and level decide in a component.
    pub fn restricted_in(&self, component: Component) -> Restriction {
        match self.0 {
            Compiled::These(_) if component.is_typed() => Restriction::ByType,
            Compiled::These(_) | Compiled::All => Restriction::Free,
        }
    }

    /// Whether they are heeftAlleAutorisaties.
    pub fn are_all(&self) -> bool {
        matches!(self.0, Compiled::All)
    }

    /// Every scope that the autorisaties give; of heeftAlleAutorisaties none is listed.
    pub fn scopes(&self) -> ScopeSet {
        match &self.0 {
            Compiled::All => ScopeSet::default(),
            Compiled::These(held) => held.scopes(),
        }
    }

    fn is_superuser(&self, token: &TokenScopes) -> Result<(), Refusal> {
        match (&self.0, token) {
            (Compiled::All, TokenScopes::Unrestricted) => Ok(()),
            (Compiled::All, TokenScopes::These(_)) => Err(Refusal::TokenNarrowed),
            (Compiled::These(_), _) => Err(Refusal::SuperuserOnly),
        }
    }

    fn holds_widely(&self, token: &TokenScopes, needed: &ScopeExpression) -> Result<(), Refusal> {
        let Some(missing) = self.missing_widely(needed, token) else { return Ok(()) };
        Err(match self.missing_widely(needed, &TokenScopes::Unrestricted) {
            Some(missing) => Refusal::ScopeNotHeld { missing },
            None => Refusal::ScopeNotInToken { missing },
        })
    }

    fn missing_widely(
        &self,
        needed: &ScopeExpression,
        token: &TokenScopes,
    ) -> Option<ScopeExpression> {
        match &self.0 {
            Compiled::All => {
                needed.missing(|_, scope| token.allow(scope.as_str()) && !scope.is_of_the_system())
            }
            Compiled::These(held) => held.widely().missing(needed, token),
        }
    }
}
