//! An applicatie as a body gives it: whole, or only what is to change.

use autorisaties::{Applicatie, ApplicatieId, Autorisatie, ClientId, Grants, Misleading};

use super::autorisatie;
use super::fault::{Fault, Rule};
use super::field::{self, Fields, Presence};
use super::json::Json;

/// Longest client id and label, in characters (Autorisaties API).
const MAX_CLIENT_ID: usize = 50;
const MAX_LABEL: usize = 100;
/// How many autorisaties one applicatie has at most. While it is written all other writers wait, so
/// that its size is everybody's time.
const MOST_AUTORISATIES: usize = 20_000;
/// How many client ids.
const MOST_CLIENT_IDS: usize = 5_000;

/// What a body must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything that has no default (POST, PUT).
    Whole,
    /// Only what is to change (PATCH).
    Part,
}

/// Which fields there are: the versions of the standard differ in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// Autorisaties API 1.0.0.
    V1_0,
    /// Autorisaties API 1.1.0: with `alleenIsGereedVoorPublicatie`.
    V1_1,
}

/// What was given, each value good by itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Each id once.
    pub(crate) client_ids: Option<Vec<ClientId>>,
    pub(crate) label: Option<String>,
    pub(crate) heeft_alle_autorisaties: Option<bool>,
    pub(crate) alleen_is_gereed_voor_publicatie: Option<bool>,
    pub(crate) autorisaties: Option<Vec<Autorisatie>>,
}

impl Draft {
    /// Reads a body: what is good in it, and every fault of the rest.
    pub(crate) fn read(body: &Json, extent: Extent, vocabulary: Vocabulary) -> (Self, Vec<Fault>) {
        let Json::Object(members) = body else {
            return (Self::default(), vec![Fault::of_the_whole(Rule::NotAnObject)]);
        };
        let mandatory = match extent {
            Extent::Whole => Presence::Required,
            Extent::Part => Presence::Optional,
        };
        let mut fields = Fields::of(members);
        let draft = Self {
            client_ids: fields.read("clientIds", mandatory, client_ids),
            label: fields.read("label", mandatory, label),
            heeft_alle_autorisaties: fields.read(
                "heeftAlleAutorisaties",
                Presence::Optional,
                field::yes_or_no,
            ),
            alleen_is_gereed_voor_publicatie: match vocabulary {
                Vocabulary::V1_0 => None,
                Vocabulary::V1_1 => fields.read(
                    "alleenIsGereedVoorPublicatie",
                    Presence::Optional,
                    field::yes_or_no,
                ),
            },
            autorisaties: fields.read("autorisaties", Presence::Optional, autorisaties),
        };
        (draft, fields.into_faults())
    }

    /// The applicatie that comes of it, new or in the place of a stored one: what was not given
    /// counts as it is stored.
    pub(crate) fn onto(
        self,
        id: ApplicatieId,
        stored: Option<&Applicatie>,
    ) -> Result<Applicatie, Fault> {
        let has_all = self
            .heeft_alle_autorisaties
            .unwrap_or_else(|| stored.is_some_and(|stored| matches!(stored.grants, Grants::All)));
        let these = self.autorisaties.unwrap_or_else(|| match stored.map(|one| &one.grants) {
            Some(Grants::These(these)) => these.clone(),
            Some(Grants::All) | None => Vec::new(),
        });
        let grants = match (has_all, these.is_empty()) {
            (true, true) => Grants::All,
            (false, false) => Grants::These(these),
            (true, false) => return Err(Fault::of_the_whole(Rule::Ambiguous)),
            (false, true) => return Err(Fault::of_the_whole(Rule::Missing)),
        };
        let label = self.label.or_else(|| stored.map(|stored| stored.label.clone()));
        let ready = self
            .alleen_is_gereed_voor_publicatie
            .or(stored.map(|stored| stored.alleen_is_gereed_voor_publicatie));
        Ok(Applicatie {
            id,
            label: label.ok_or_else(|| Fault::new("label", Rule::Required))?,
            grants,
            alleen_is_gereed_voor_publicatie: ready.unwrap_or(false),
        })
    }
}

fn client_ids(value: &Json) -> Result<Vec<ClientId>, Vec<Fault>> {
    let ids = field::short_list(value, MOST_CLIENT_IDS, client_id)?;
    if ids.is_empty() { Err(field::fault(Rule::Empty)) } else { Ok(field::once(ids)) }
}

fn client_id(value: &Json) -> Result<ClientId, Vec<Fault>> {
    let text = field::text(value, MAX_CLIENT_ID)?;
    ClientId::parse_new(&text).map_err(|_| field::fault(Rule::Misleading))
}

fn label(value: &Json) -> Result<String, Vec<Fault>> {
    let text = field::text(value, MAX_LABEL)?;
    match Misleading::of_label(&text) {
        Some(_) => Err(field::fault(Rule::Misleading)),
        None => Ok(text),
    }
}

/// The faults of what is no list have no field of their own.
fn autorisaties(value: &Json) -> Result<Vec<Autorisatie>, Vec<Fault>> {
    match value {
        Json::List(_) => field::short_list(value, MOST_AUTORISATIES, autorisatie::read),
        Json::Null => Err(field::fault(Rule::Null)),
        _ => Err(vec![Fault::new(super::fault::NO_FIELD, Rule::NotAList)]),
    }
}
