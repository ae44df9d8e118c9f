//! From an applicatie to its words on the wire, and back into the domain's types.

use autorisaties::{
    Applicatie, ApplicatieId, Autorisatie, Component, Grants, Scope, TypeUrl,
    Vertrouwelijkheidaanduiding,
};

use super::{ApplicatieState, AutorisatieState};

/// A word of the feed that the domain does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("autorisatie of the feed: `{0}` is not understood; update this gateway")]
pub struct NotUnderstood(String);

impl From<&Applicatie> for ApplicatieState {
    fn from(applicatie: &Applicatie) -> Self {
        let autorisaties = match &applicatie.grants {
            Grants::All => Vec::new(),
            Grants::These(these) => these.iter().map(AutorisatieState::from).collect(),
        };
        Self {
            id: applicatie.id.as_uuid(),
            label: applicatie.label.clone(),
            heeft_alle_autorisaties: matches!(applicatie.grants, Grants::All),
            alleen_is_gereed_voor_publicatie: applicatie.alleen_is_gereed_voor_publicatie,
            autorisaties,
        }
    }
}

impl From<&Autorisatie> for AutorisatieState {
    fn from(autorisatie: &Autorisatie) -> Self {
        let text = |url: &TypeUrl| url.as_str().to_owned();
        Self {
            component: autorisatie.component().as_str().to_owned(),
            scopes: autorisatie.scopes().iter().map(|scope| scope.as_str().to_owned()).collect(),
            object_type: autorisatie.object_type().map(text),
            max_vertrouwelijkheidaanduiding: autorisatie
                .ceiling()
                .map(|level| level.as_str().to_owned()),
        }
    }
}

impl TryFrom<&ApplicatieState> for Applicatie {
    type Error = NotUnderstood;

    fn try_from(state: &ApplicatieState) -> Result<Self, NotUnderstood> {
        let these = state.autorisaties.iter().map(Autorisatie::try_from);
        let these = these.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            id: ApplicatieId::new(state.id),
            label: state.label.clone(),
            grants: if state.heeft_alle_autorisaties { Grants::All } else { Grants::These(these) },
            alleen_is_gereed_voor_publicatie: state.alleen_is_gereed_voor_publicatie,
        })
    }
}

impl TryFrom<&AutorisatieState> for Autorisatie {
    type Error = NotUnderstood;

    fn try_from(state: &AutorisatieState) -> Result<Self, NotUnderstood> {
        let unknown = |word: &str| NotUnderstood(word.to_owned());
        let component =
            Component::parse(&state.component).map_err(|_| unknown(&state.component))?;
        let scopes = state
            .scopes
            .iter()
            .map(|scope| Scope::parse(scope).map_err(|_| unknown(scope)))
            .collect::<Result<Vec<_>, _>>()?;
        let object_type = state
            .object_type
            .as_deref()
            .map(|url| TypeUrl::parse(url).map_err(|_| unknown(url)))
            .transpose()?;
        let ceiling = state
            .max_vertrouwelijkheidaanduiding
            .as_deref()
            .map(|level| Vertrouwelijkheidaanduiding::parse(level).map_err(|_| unknown(level)))
            .transpose()?;
        Ok(Self::from_parts(component, scopes, object_type, ceiling))
    }
}
