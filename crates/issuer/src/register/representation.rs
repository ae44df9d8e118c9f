//! An applicatie as the Autorisaties API writes it, also for the audit log and for comparisons.

use autorisaties::{Autorisatie, Grants, Scope};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::autorisatie::type_member;
use super::draft::Vocabulary;
use crate::app::App;
use crate::store::shown::Shown;

/// An applicatie as a body of the Autorisaties API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Representation<'a> {
    pub(crate) shown: &'a Shown,
    /// Where it is found.
    pub(crate) url: &'a str,
    pub(crate) vocabulary: Vocabulary,
}

impl Serialize for Representation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown { applicatie, client_ids } = self.shown;
        let (has_all, these) = match &applicatie.grants {
            Grants::All => (true, &[][..]),
            Grants::These(these) => (false, these.as_slice()),
        };
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("url", self.url)?;
        members.serialize_entry("clientIds", client_ids)?;
        members.serialize_entry("label", &applicatie.label)?;
        members.serialize_entry("heeftAlleAutorisaties", &has_all)?;
        if self.vocabulary == Vocabulary::V1_1 {
            let ready = applicatie.alleen_is_gereed_voor_publicatie;
            members.serialize_entry("alleenIsGereedVoorPublicatie", &ready)?;
        }
        members.serialize_entry("autorisaties", &these.iter().map(One).collect::<Vec<_>>())?;
        members.end()
    }
}

/// An applicatie as the audit log keeps it: with every field, whatever version is served.
pub(crate) fn recorded(shown: &Shown, app: &App) -> Option<Value> {
    let url = app.autorisaties.applicatie_url(shown.applicatie.id);
    let whole = Representation { shown, url: &url, vocabulary: Vocabulary::V1_1 };
    serde_json::to_value(whole).ok()
}

/// One autorisatie, with the members of its component; what is not given is blank.
struct One<'a>(&'a Autorisatie);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let component = self.0.component();
        let scopes: Vec<&str> = self.0.scopes().iter().map(Scope::as_str).collect();
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("component", component.as_str())?;
        members.serialize_entry("componentWeergave", component.weergave())?;
        members.serialize_entry("scopes", &scopes)?;
        if let Some(member) = type_member(component) {
            let url = self.0.object_type().map_or("", |url| url.as_str());
            members.serialize_entry(member, url)?;
        }
        if component.has_levels() {
            let level = self.0.ceiling().map_or("", |level| level.as_str());
            members.serialize_entry("maxVertrouwelijkheidaanduiding", level)?;
        }
        members.end()
    }
}
