//! An autorisatie as an administrator gives it, and the rules that hold for it (`ac-003`).

use autorisaties::{Autorisatie, Component, TypeUrl, Vertrouwelijkheidaanduiding};
use serde::Deserialize;

use super::scope;
use crate::admin::error::AdminError;

/// `POST /admin/v1/applicaties/{id}/autorisaties`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewAutorisatie {
    component: String,
    scopes: Vec<String>,
    #[serde(default)]
    zaaktype: Option<String>,
    #[serde(default)]
    informatieobjecttype: Option<String>,
    #[serde(default)]
    besluittype: Option<String>,
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
