//! An autorisatie as an administrator gives it, and the rules that hold for it (`ac-003`).

use autorisaties::{Autorisatie, Component, Scope, ScopeSet, TypeUrl, Vertrouwelijkheidaanduiding};
use edge::nearest::nearest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::scope;
use crate::admin::error::AdminError;
use crate::store::applicaties::StoredAutorisatie;

/// What an applicatie may do: scopes of one component, and on which objects.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewAutorisatie {
    /// zrc, drc, brc, ztc, nrc, ac, cmc, kc or vrc.
    component: String,
    scopes: Vec<String>,
    #[serde(default)]
    zaaktype: Option<String>,
    #[serde(default)]
    informatieobjecttype: Option<String>,
    #[serde(default)]
    besluittype: Option<String>,
    /// The highest level, inclusive (zrc and drc).
    #[serde(default)]
    max_vertrouwelijkheidaanduiding: Option<String>,
}

impl NewAutorisatie {
    pub(in crate::admin) fn parse(&self) -> Result<Autorisatie, AdminError> {
        let component = Component::parse(&self.component).map_err(|_| {
            AdminError::Invalid(format!(
                "`{}` is no component; use zrc, drc, brc, ztc, nrc or ac",
                self.component
            ))
        })?;
        let scopes = self.scopes.iter().map(|text| scope(text)).collect::<Result<Vec<_>, _>>()?;
        let object_type = self.object_type(component)?;
        let ceiling = self.ceiling(component)?;
        self.demand_object(component, object_type.as_ref(), ceiling)?;
        Ok(Autorisatie::from_parts(component, scopes, object_type, ceiling))
    }

    /// The member that names the type, which differs per component.
    fn object_type(&self, component: Component) -> Result<Option<TypeUrl>, AdminError> {
        let members = [
            (Component::Zrc, "zaaktype", &self.zaaktype),
            (Component::Drc, "informatieobjecttype", &self.informatieobjecttype),
            (Component::Brc, "besluittype", &self.besluittype),
        ];
        for (home, name, value) in &members {
            if value.is_some() && *home != component {
                return Err(AdminError::Invalid(format!(
                    "`{name}` does not belong to component {component}"
                )));
            }
        }
        let own = members.iter().find(|(home, ..)| *home == component);
        let Some((_, name, Some(url))) = own else { return Ok(None) };
        let parsed = TypeUrl::parse(url).map_err(|_| {
            AdminError::Invalid(format!(
                "`{name}` must be an absolute URL of at most 1000 characters"
            ))
        })?;
        Ok(Some(parsed))
    }

    fn ceiling(
        &self,
        component: Component,
    ) -> Result<Option<Vertrouwelijkheidaanduiding>, AdminError> {
        let Some(text) = &self.max_vertrouwelijkheidaanduiding else { return Ok(None) };
        if !matches!(component, Component::Zrc | Component::Drc) {
            return Err(AdminError::Invalid(format!(
                "`max_vertrouwelijkheidaanduiding` does not belong to component {component}"
            )));
        }
        let level = Vertrouwelijkheidaanduiding::parse(text).map_err(|_| {
            let levels: Vec<&str> =
                Vertrouwelijkheidaanduiding::ALL.iter().map(|level| level.as_str()).collect();
            AdminError::Invalid(format!("`{text}` is no level; use one of {}", levels.join(", ")))
        })?;
        Ok(Some(level))
    }

    /// `ac-003`: scopes on objects need the type, and for zaken and documenten the level.
    fn demand_object(
        &self,
        component: Component,
        object_type: Option<&TypeUrl>,
        ceiling: Option<Vertrouwelijkheidaanduiding>,
    ) -> Result<(), AdminError> {
        let (prefix, member) = match component {
            Component::Zrc => ("zaken.", "zaaktype"),
            Component::Drc => ("documenten.", "informatieobjecttype"),
            Component::Brc => ("besluiten.", "besluittype"),
            _ => return Ok(()),
        };
        let missing = match (object_type, ceiling) {
            (None, _) => member,
            (Some(_), None) if component.has_levels() => "max_vertrouwelijkheidaanduiding",
            (Some(_), _) => return Ok(()),
        };
        if self.scopes.iter().any(|scope| scope.starts_with(prefix)) {
            return Err(AdminError::Invalid(format!(
                "a scope {prefix}* needs `{missing}` (ac-003)"
            )));
        }
        Ok(())
    }
}

/// An autorisatie was added.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct AutorisatieMade {
    pub(in crate::admin) id: Uuid,
    /// What to know of its scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::admin) note: Option<String>,
}

impl AutorisatieMade {
    /// With a note where a scope opens nothing: it is free text, and a typing error looks like any.
    pub(in crate::admin) fn new(made: &StoredAutorisatie, asked_for: &ScopeSet) -> Self {
        let idle = made.autorisatie.scopes().iter();
        let idle = idle.map(Scope::as_str).filter(|scope| !asked_for.contains(scope));
        let notes: Vec<String> = idle.map(|scope| opens_nothing(scope, asked_for)).collect();
        Self { id: made.id, note: (!notes.is_empty()).then(|| notes.join("; ")) }
    }
}

fn opens_nothing(scope: &str, asked_for: &ScopeSet) -> String {
    let meant = nearest(scope, asked_for.iter().map(Scope::as_str));
    let meant = meant.map(|meant| format!(", perhaps `{meant}` was meant")).unwrap_or_default();
    format!("no operation of the loaded route packs asks for `{scope}`{meant}")
}

/// An autorisatie, with just the members that its component has.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Autorisatie)]
pub(in crate::admin) struct AutorisatieBody {
    id: Uuid,
    component: &'static str,
    scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaktype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    informatieobjecttype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    besluittype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_vertrouwelijkheidaanduiding: Option<&'static str>,
}

impl From<StoredAutorisatie> for AutorisatieBody {
    fn from(stored: StoredAutorisatie) -> Self {
        let StoredAutorisatie { id, autorisatie } = stored;
        let component = autorisatie.component();
        let of = |home: Component| {
            let own = autorisatie.object_type().filter(|_| home == component);
            own.map(|url| url.as_str().to_owned())
        };
        Self {
            id,
            component: component.as_str(),
            scopes: autorisatie.scopes().iter().map(|scope| scope.as_str().to_owned()).collect(),
            zaaktype: of(Component::Zrc),
            informatieobjecttype: of(Component::Drc),
            besluittype: of(Component::Brc),
            max_vertrouwelijkheidaanduiding: autorisatie
                .ceiling()
                .map(Vertrouwelijkheidaanduiding::as_str),
        }
    }
}

/// The autorisaties of an applicatie, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Autorisaties {
    pub(in crate::admin) results: Vec<AutorisatieBody>,
}
