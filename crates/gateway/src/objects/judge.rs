//! The verdict on one object whose facts are known: pure, and the same for what is stored, what a
//! body describes and what an answer shows.

use std::sync::LazyLock;

use autorisaties::{Component, Requirement, ScopeExpression, TypeUrl, Vertrouwelijkheidaanduiding};
use edge::operations::Operation;

use super::facts::Facts;
use super::kind::Kind;
use crate::permit::{forbidden, scopes_of};
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::state::{Documents, Held};

/// What more than an operation's own scopes some objects ask for; `None` never passes.
static FORCED: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Zrc, "zaken.geforceerd-bijwerken"));
static REOPEN: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Zrc, "zaken.heropenen"));
static FURTHER: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Zrc, "zaken.statussen.toevoegen | zaken.heropenen"));
static UNLOCK: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Drc, "documenten.geforceerd-unlock"));
static READ_ZAAK: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Zrc, "zaken.lezen"));
static READ_DOCUMENT: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Drc, "documenten.lezen"));
static READ_BESLUIT: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Brc, "besluiten.lezen"));
static READ_CATALOGUS: LazyLock<Option<Requirement>> =
    LazyLock::new(|| requirement(Component::Ztc, "catalogi.lezen"));

fn requirement(component: Component, scopes: &str) -> Option<Requirement> {
    ScopeExpression::parse(scopes, component).ok().map(Requirement::Scopes)
}

/// What reading an object of a kind asks for.
fn reading(kind: Kind) -> Option<&'static Requirement> {
    match kind {
        Kind::Zaak => READ_ZAAK.as_ref(),
        Kind::Document => READ_DOCUMENT.as_ref(),
        Kind::Besluit => READ_BESLUIT.as_ref(),
    }
}

/// What reading anything of a component asks for, whatever its object.
pub(super) fn reading_in(component: Component) -> Option<&'static Requirement> {
    match component {
        Component::Ztc => READ_CATALOGUS.as_ref(),
        component => reading(Kind::in_component(component)?),
    }
}

/// Who asks for which operation, as things stand now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'a> {
    principal: &'a Principal,
    held: &'a Held,
    operation: &'a Operation,
}

impl<'a> Judge<'a> {
    /// Fails for who has no applicatie.
    pub(super) fn new(principal: &'a Principal, operation: &'a Operation) -> Result<Self, Refusal> {
        Ok(Self { principal, held: principal.held()?, operation })
    }

    /// Whether the operation may be done where no object decides.
    pub(super) fn may_at_all(self) -> bool {
        self.held.rights.may(self.principal.scopes(), self.operation.requirement()).is_ok()
    }

    /// Whether the operation may touch an object that is there. A refusal tells of its type and level
    /// only who may read it.
    pub(super) fn may_touch(self, facts: &Facts) -> Result<(), Refusal> {
        let requirement = self.operation.requirement();
        self.rights_on(requirement, facts).map_err(|source| {
            if self.may_read(facts) {
                return forbidden(source, requirement);
            }
            Refusal::Hidden { source, scopes: scopes_of(requirement) }
        })?;
        if self.unready(facts) {
            return Err(Refusal::NotForPublication { scopes: scopes_of(requirement) });
        }
        Ok(())
    }

    /// Whether the operation may leave behind an object as the caller describes it.
    pub(super) fn may_make(
        self,
        kind: Kind,
        object_type: &TypeUrl,
        level: Vertrouwelijkheidaanduiding,
    ) -> Result<(), Refusal> {
        let requirement = self.operation.requirement();
        let facts = kind.facts(object_type.clone(), level);
        let verdict = self.held.rights.may_on(self.principal.scopes(), requirement, &facts);
        verdict.map_err(|refusal| forbidden(refusal, requirement))
    }

    /// Whether the level of such an object matters at all.
    pub(super) fn may_make_at_any_level(self, kind: Kind, object_type: &TypeUrl) -> bool {
        self.at_any_level(self.operation.requirement(), kind, object_type)
    }

    /// Whether an object may be read, be it to say more of it or to link to it.
    pub(super) fn may_read(self, facts: &Facts) -> bool {
        let reading = reading(facts.kind);
        reading.is_some_and(|needed| self.rights_on(needed, facts).is_ok()) && !self.unready(facts)
    }

    /// Whether what belongs to a zaak may be changed: once it is closed, by force alone.
    pub(super) fn may_change(self, facts: &Facts) -> Result<(), Refusal> {
        if !facts.closed {
            return Ok(());
        }
        self.needs(&FORCED, facts, |scopes| Refusal::ZaakClosed { scopes })
    }

    /// Whether a zaak may get a status: who may only make zaken sets the first, and only who may
    /// reopen sets one on a closed zaak.
    pub(super) fn may_set_status(self, facts: &Facts) -> Result<(), Refusal> {
        if facts.has_status {
            self.needs(&FURTHER, facts, |scopes| Refusal::NotTheFirstStatus { scopes })?;
        }
        if facts.closed {
            self.needs(&REOPEN, facts, |scopes| Refusal::ZaakClosed { scopes })?;
        }
        Ok(())
    }

    /// Whether a zaak of this type may get a status whatever its level and state.
    pub(super) fn may_set_any_status(self, zaaktype: &TypeUrl) -> bool {
        let reopens = REOPEN.as_ref();
        reopens.is_some_and(|needed| self.at_any_level(needed, Kind::Zaak, zaaktype))
            && self.may_make_at_any_level(Kind::Zaak, zaaktype)
    }

    /// Whether what belongs to a zaak of this type may be changed whatever its level and state.
    pub(super) fn may_change_any(self, zaaktype: &TypeUrl) -> bool {
        let forced = FORCED.as_ref();
        forced.is_some_and(|needed| self.at_any_level(needed, Kind::Zaak, zaaktype))
            && self.may_make_at_any_level(Kind::Zaak, zaaktype)
    }

    /// Whether a document may be unlocked without its lock.
    pub(super) fn may_unlock(self, facts: &Facts) -> Result<(), Refusal> {
        self.needs(&UNLOCK, facts, |scopes| Refusal::LockMissing { scopes })
    }

    fn needs(
        self,
        needed: &LazyLock<Option<Requirement>>,
        facts: &Facts,
        refusal: impl Fn(String) -> Refusal,
    ) -> Result<(), Refusal> {
        match needed.as_ref() {
            Some(needed) if self.rights_on(needed, facts).is_ok() => Ok(()),
            Some(needed) => Err(refusal(scopes_of(needed))),
            None => Err(refusal(String::new())),
        }
    }

    fn rights_on(self, needed: &Requirement, facts: &Facts) -> Result<(), autorisaties::Refusal> {
        self.held.rights.may_on(self.principal.scopes(), needed, &facts.of_type_and_level())
    }

    fn at_any_level(self, needed: &Requirement, kind: Kind, object_type: &TypeUrl) -> bool {
        let scopes = self.principal.scopes();
        self.held.rights.may_at_any_level(scopes, needed, kind.component(), object_type)
    }

    /// ac 1.1.0: of documents only those that are ready for publication.
    fn unready(self, facts: &Facts) -> bool {
        let narrowed = self.held.documents == Documents::ForPublication;
        narrowed && facts.kind == Kind::Document && !facts.for_publication
    }
}
