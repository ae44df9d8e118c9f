//! Which rows a caller may see: by type and level, each autorisatie by itself.

use std::collections::BTreeMap;

use autorisaties::{TypeAliases, TypeUrl, Vertrouwelijkheidaanduiding, Visible};
use edge::operations::Operation;

use crate::objects::facts::Facts;
use crate::objects::kind::Kind;
use crate::permit::forbidden;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::state::Documents;

/// What a caller sees of one kind of object.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    types: Option<BTreeMap<TypeUrl, Vertrouwelijkheidaanduiding>>,
    documents: Documents,
    aliases: TypeAliases,
}

impl Seen {
    /// What a caller sees now by an operation.
    pub(super) fn by(
        principal: &Principal,
        operation: &Operation,
        aliases: &TypeAliases,
    ) -> Result<Self, Refusal> {
        let (held, requirement) = (principal.held()?, operation.requirement());
        let component = operation.component();
        let visible = held.rights.visible(principal.scopes(), component, requirement);
        let types = match visible.map_err(|refusal| forbidden(refusal, requirement))? {
            Visible::All => None,
            // A besluit has no level, and then this is the highest of none.
            Visible::These(types) => {
                let highest = Vertrouwelijkheidaanduiding::HIGHEST;
                let up_to = |(of, ceiling): (_, Option<_>)| (of, ceiling.unwrap_or(highest));
                Some(types.into_iter().map(up_to).collect())
            }
        };
        Ok(Self { types, documents: held.documents, aliases: aliases.clone() })
    }

    /// What a caller sees who holds these types up to these levels.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn these(
        types: impl IntoIterator<Item = (TypeUrl, Vertrouwelijkheidaanduiding)>,
    ) -> Self {
        let types = Some(types.into_iter().collect());
        Self { types, documents: Documents::Any, aliases: TypeAliases::default() }
    }

    /// Whether it sees an object.
    pub(super) fn shows(&self, facts: &Facts) -> bool {
        let of_type = match &self.types {
            None => true,
            Some(types) => types
                .get(&self.aliases.canonical(&facts.object_type))
                .is_some_and(|ceiling| facts.level <= *ceiling),
        };
        of_type && (facts.for_publication || !self.is_for_publication(facts.kind))
    }

    /// Of these types alone, and up to this level.
    pub(super) fn narrowed(
        mut self,
        to: Option<&[TypeUrl]>,
        most: Option<Vertrouwelijkheidaanduiding>,
    ) -> Self {
        let to: Option<Vec<TypeUrl>> =
            to.map(|to| to.iter().map(|url| self.aliases.canonical(url)).collect());
        if let Some(types) = &mut self.types {
            types.retain(|known, _| to.as_ref().is_none_or(|to| to.contains(known)));
            for ceiling in types.values_mut() {
                *ceiling = most.map_or(*ceiling, |most| most.min(*ceiling));
            }
        }
        self
    }

    /// Whether it sees nothing at all.
    pub(super) fn is_nothing(&self) -> bool {
        self.types.as_ref().is_some_and(BTreeMap::is_empty)
    }

    /// The types by their ceiling, the lowest first; nothing where types do not decide.
    pub(super) fn by_ceiling(&self) -> Option<Vec<(Vertrouwelijkheidaanduiding, Vec<&TypeUrl>)>> {
        let mut groups: BTreeMap<_, Vec<&TypeUrl>> = BTreeMap::new();
        for (of, ceiling) in self.types.as_ref()? {
            groups.entry(*ceiling).or_default().push(of);
        }
        Some(groups.into_iter().collect())
    }

    /// The one type that it sees, and up to which level.
    pub(super) fn only_type(&self) -> Option<(&TypeUrl, Vertrouwelijkheidaanduiding)> {
        let types = self.types.as_ref().filter(|types| types.len() == 1)?;
        types.iter().next().map(|(of, ceiling)| (of, *ceiling))
    }

    /// Whether it sees every object of a kind.
    pub(super) fn shows_all(&self, kind: Kind) -> bool {
        self.types.is_none() && !self.is_for_publication(kind)
    }

    /// Whether readiness decides too.
    pub(super) fn is_for_publication(&self, kind: Kind) -> bool {
        kind == Kind::Document && self.documents == Documents::ForPublication
    }
}
