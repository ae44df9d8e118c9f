//! The members that a search of zaken wants to see, new in Zaken API 1.6: a row may then come
//! without its zaaktype or its level.
//!
//! `["identificatie", {"status": ["*"], "zaaktype": ["omschrijving"]}]`; what is within another
//! thing stands in `_expand`.

use serde_json::{Map, Value};

use crate::body::Body;
use crate::problem::Problem;
use crate::store::Thing;
use crate::wire::Site;

/// Names of members, and what is wanted of the things that others link to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    names: Vec<String>,
    within: Vec<(String, Fields)>,
}

impl Fields {
    /// What a body asks for; none when it asks for nothing in particular.
    pub(crate) fn of(body: &Body) -> Result<Option<Self>, Problem> {
        let Some(fields) = body.get("fields").filter(|fields| !fields.is_null()) else {
            return Ok(None);
        };
        if body.get("expand").is_some() {
            let reason = "Vraag om fields of om expand, niet om allebei.";
            return Err(Problem::invalid("fields", "mutual-exclusive", reason));
        }
        let no_list = || Problem::invalid("fields", "not_a_list", "Dit moet een lijst zijn.");
        Self::parse(fields).map(Some).ok_or_else(no_list)
    }

    fn parse(fields: &Value) -> Option<Self> {
        let mut read = Self::default();
        for field in fields.as_array()? {
            match field {
                Value::String(name) => read.names.push(name.clone()),
                Value::Object(links) => {
                    for (name, within) in links {
                        read.within.push((name.clone(), Self::parse(within)?));
                    }
                }
                _ => return None,
            }
        }
        Some(read)
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|wanted| wanted == name || wanted == "*")
    }
}

impl Site<'_> {
    /// The JSON of a thing with no more than what is wanted.
    pub(crate) fn picked(&self, thing: &Thing, fields: &Fields) -> Value {
        let mut body = self.body(thing);
        if let Some(members) = body.as_object_mut() {
            members.retain(|name, _| fields.has(name));
        }
        let within = fields.within.iter().filter_map(|(name, fields)| {
            let linked = self.follow(thing, name, |linked| self.picked(linked, fields))?;
            Some((name.clone(), linked))
        });
        let within: Map<String, Value> = within.collect();
        if !within.is_empty() {
            body["_expand"] = Value::Object(within);
        }
        body
    }
}
