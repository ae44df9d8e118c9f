//! The verdict: what an applicatie may do, compiled so that no question walks its autorisaties.
//!
//! Four questions. [`Rights::may`]: before the object is known. [`Rights::may_on`]: on one object.
//! [`Rights::visible`]: which rows of a list. [`Rights::may_at_any_level`]: whether the level of an
//! object matters at all.

use crate::{
    Applicatie, Component, Grants, ObjectFacts, Refusal, Requirement, ScopeExpression, ScopeSet,
    TokenScopes, TypeAliases, TypeUrl, Vertrouwelijkheidaanduiding,
};

mod held;
#[cfg(test)]
mod tests;

use held::{Held, Reach};

/// An applicatie's autorisaties, compiled.
#[derive(Debug, Clone)]
pub enum Rights {
    /// heeftAlleAutorisaties.
    All,
    /// What the autorisaties give.
    These(These),
}

/// Compiled autorisaties; opaque.
#[derive(Debug, Clone)]
pub struct These(Held);

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
    /// Those of these types up to these levels, inclusive; a type without level has no ceiling.
    These(Vec<(TypeUrl, Option<Vertrouwelijkheidaanduiding>)>),
}

impl Rights {
    /// Compiles an applicatie; its type URLs become what the aliases say they stand for.
    pub fn compile(applicatie: &Applicatie, aliases: &TypeAliases) -> Self {
        match &applicatie.grants {
            Grants::All => Self::All,
            Grants::These(these) => Self::These(These(Held::compile(these, aliases))),
        }
    }

    /// Whether the component's scopes suffice, whatever the object.
    pub fn may(&self, token: &TokenScopes, requirement: &Requirement) -> Result<(), Refusal> {
        let needed = self.needed(token, requirement)?;
        let Some(needed) = needed else { return Ok(()) };
        self.holds_widely(token, needed)
    }

    /// Whether the operation may be done to this object: the scopes of all autorisaties that match
    /// it count together (`zgw` enforcement as Open Zaak has it), the ceiling inclusive.
    pub fn may_on(
        &self,
        token: &TokenScopes,
        requirement: &Requirement,
        object: &ObjectFacts,
    ) -> Result<(), Refusal> {
        self.may(token, requirement)?;
        let (Self::These(These(held)), Requirement::Scopes(needed)) = (self, requirement) else {
            return Ok(());
        };
        let on =
            |reach| held.holds_on(token, needed, object.component(), object.object_type(), reach);
        if on(Reach::of(object.level())) {
            return Ok(());
        }
        Err(Refusal::of_object(needed, object, on(Reach::AnyCeiling)))
    }

    /// Which rows of a list may be seen: an autorisatie shows its rows only if it satisfies the
    /// requirement by itself.
    pub fn visible(
        &self,
        token: &TokenScopes,
        component: Component,
        requirement: &Requirement,
    ) -> Result<Visible, Refusal> {
        self.may(token, requirement)?;
        match (self, requirement) {
            (Self::These(These(held)), Requirement::Scopes(needed)) if component.is_typed() => {
                Ok(Visible::These(held.visible(token, needed, component)))
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
        if self.may(token, requirement).is_err() {
            return false;
        }
        let (Self::These(These(held)), Requirement::Scopes(needed)) = (self, requirement) else {
            return true;
        };
        let highest =
            Reach::of(component.has_levels().then_some(Vertrouwelijkheidaanduiding::ZeerGeheim));
        held.holds_on(token, needed, component, object_type, highest)
    }

    /// Whether type and level decide in a component.
    pub fn restricted_in(&self, component: Component) -> Restriction {
        match self {
            Self::These(_) if component.is_typed() => Restriction::ByType,
            Self::These(_) | Self::All => Restriction::Free,
        }
    }

    /// Every scope that the autorisatie rows give; of heeftAlleAutorisaties none is listed.
    pub fn scopes(&self) -> ScopeSet {
        match self {
            Self::All => ScopeSet::default(),
            Self::These(These(held)) => held.scopes(),
        }
    }

    /// Whether this is heeftAlleAutorisaties.
    pub const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// The expression that must hold; `None` when heeftAlleAutorisaties settles it.
    fn needed<'a>(
        &self,
        token: &TokenScopes,
        requirement: &'a Requirement,
    ) -> Result<Option<&'a ScopeExpression>, Refusal> {
        match requirement {
            Requirement::Scopes(needed) => Ok(Some(needed)),
            Requirement::SuperuserOnly if self.is_all() && *token == TokenScopes::Unrestricted => {
                Ok(None)
            }
            Requirement::SuperuserOnly => Err(Refusal::SuperuserOnly),
        }
    }

    fn holds_widely(&self, token: &TokenScopes, needed: &ScopeExpression) -> Result<(), Refusal> {
        let gives = |component: Component, label: &str| match self {
            Self::All => true,
            Self::These(These(held)) => held.gives(component, label),
        };
        let held = |component, scope: &crate::Scope| {
            !scope.is_of_the_system() && gives(component, scope.as_str())
        };
        if needed.evaluate(|component, scope| held(component, scope) && token.allow(scope.as_str()))
        {
            Ok(())
        } else if needed.evaluate(held) {
            Err(Refusal::ScopeNotInToken { needed: needed.clone() })
        } else {
            Err(Refusal::ScopeNotHeld { needed: needed.clone() })
        }
    }
}
