//! One autorisatie of a body: scopes of a component, and the type and level that they ask for
//! (`ac-003`).

use autorisaties::{Autorisatie, Component, Scope, TypeUrl, Vertrouwelijkheidaanduiding};

use super::fault::{Fault, NO_FIELD, Rule};
use super::field::{self, Fields, Presence};
use super::json::Json;
use super::type_url;

/// Longest scope, in characters (Autorisaties API).
const MAX_SCOPE: usize = 100;
const LEVEL: &str = "maxVertrouwelijkheidaanduiding";

/// What a component's objects have, as far as autorisaties are limited by it.
struct Typed {
    /// The member that names the type.
    member: &'static str,
    /// Scopes that begin with this are about objects of a type.
    prefix: &'static str,
    has_level: bool,
}

impl Typed {
    const fn of(component: Component) -> Option<Self> {
        let (member, prefix, has_level) = match component {
            Component::Zrc => ("zaaktype", "zaken.", true),
            Component::Drc => ("informatieobjecttype", "documenten.", true),
            Component::Brc => ("besluittype", "besluiten.", false),
            Component::Ac
            | Component::Nrc
            | Component::Ztc
            | Component::Cmc
            | Component::Kc
            | Component::Vrc => return None,
        };
        Some(Self { member, prefix, has_level })
    }
}

/// The member of an autorisatie that names its type, for a component whose objects have one.
pub(super) fn type_member(component: Component) -> Option<&'static str> {
    Typed::of(component).map(|typed| typed.member)
}

/// Reads one autorisatie.
pub(super) fn read(value: &Json) -> Result<Autorisatie, Vec<Fault>> {
    let Json::Object(members) = value else {
        return Err(vec![Fault::new(NO_FIELD, Rule::NotAnObject)]);
    };
    let mut fields = Fields::of(members);
    let component = fields.read("component", Presence::Required, |value| {
        field::choice(value, |text| Component::parse(text).ok())
    });
    let scopes = fields.read("scopes", Presence::Required, |value| field::list(value, scope));
    let limits = component.and_then(Typed::of).map(|typed| Limits::read(&mut fields, typed));
    if let (Some(component), Some(scopes), Some(limits)) = (component, &scopes, &limits) {
        limits.demand(component, scopes, &mut fields);
    }
    let faults = fields.into_faults();
    match (component, scopes) {
        (Some(component), Some(scopes)) if faults.is_empty() => {
            let (object_type, level) = limits.map_or((None, None), Limits::into_parts);
            Ok(Autorisatie::from_parts(component, scopes, object_type, level))
        }
        _ => Err(faults),
    }
}

fn scope(value: &Json) -> Result<Scope, Vec<Fault>> {
    let text = field::text(value, MAX_SCOPE)?;
    Scope::parse(&text).map_err(|_| field::fault(Rule::Misleading))
}

/// Type and level as far as they were given.
struct Limits {
    typed: Typed,
    object_type: Given<TypeUrl>,
    level: Given<Vertrouwelijkheidaanduiding>,
}

/// A member that may be left out, or be blank.
#[derive(PartialEq, Eq)]
enum Given<T> {
    Nothing,
    This(T),
    /// There, and faulty: that has been said.
    Faulty,
}

impl<T> Given<T> {
    fn read(
        fields: &mut Fields<'_>,
        name: &str,
        read: impl FnOnce(&Json) -> Result<Option<T>, Vec<Fault>>,
    ) -> Self {
        let given = fields.has(name);
        match fields.read(name, Presence::Optional, read) {
            Some(Some(value)) => Self::This(value),
            None if given => Self::Faulty,
            Some(None) | None => Self::Nothing,
        }
    }

    fn into_option(self) -> Option<T> {
        match self {
            Self::This(value) => Some(value),
            Self::Nothing | Self::Faulty => None,
        }
    }
}

impl Limits {
    fn read(fields: &mut Fields<'_>, typed: Typed) -> Self {
        let object_type = Given::read(fields, typed.member, type_url::read);
        let level =
            if typed.has_level { Given::read(fields, LEVEL, level) } else { Given::Nothing };
        Self { typed, object_type, level }
    }

    /// `ac-003`: a scope that is about objects needs a type, and a level where they have one.
    fn demand(&self, component: Component, scopes: &[Scope], fields: &mut Fields<'_>) {
        if !scopes.iter().any(|scope| scope.as_str().starts_with(self.typed.prefix)) {
            return;
        }
        let rule = || Rule::RequiredByScope { component: component.as_str() };
        if self.object_type == Given::Nothing {
            fields.record(Fault::new(self.typed.member, rule()));
        }
        if self.typed.has_level && self.level == Given::Nothing {
            fields.record(Fault::new(LEVEL, rule()));
        }
    }

    fn into_parts(self) -> (Option<TypeUrl>, Option<Vertrouwelijkheidaanduiding>) {
        (self.object_type.into_option(), self.level.into_option())
    }
}

fn level(value: &Json) -> Result<Option<Vertrouwelijkheidaanduiding>, Vec<Fault>> {
    if matches!(value, Json::Text(text) if text.is_empty()) {
        return Ok(None);
    }
    field::choice(value, |text| Vertrouwelijkheidaanduiding::parse(text).ok()).map(Some)
}
