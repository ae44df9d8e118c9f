//! Numbers handed out ahead of the zaak or document that will bear them.

use serde_json::{Value, json};

use crate::body::Body;
use crate::clock;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::Store;

/// An operation that hands out numbers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub(crate) path: &'static str,
    pub(crate) kind: Kind,
    /// The member of the answer that holds the number.
    member: &'static str,
    prefix: &'static str,
}

/// So many at once, at most.
const MOST: u64 = 1_000;

/// The two of zaken are one operation under two names: Open Zaak's and that of the standard.
pub(crate) static ALL: [Reservation; 3] = [
    Reservation { path: "/zaken/api/v1/reserveer_zaaknummer", ..ZAAKNUMMER },
    Reservation { path: "/zaken/api/v1/zaaknummer_reserveren", ..ZAAKNUMMER },
    Reservation {
        path: "/documenten/api/v1/documentnummer_reserveren",
        kind: Kind::Document,
        member: "documentnummer",
        prefix: "DOCUMENT",
    },
];

const ZAAKNUMMER: Reservation =
    Reservation { path: "", kind: Kind::Zaak, member: "zaaknummer", prefix: "ZAAK" };

impl Reservation {
    /// Hands out one number, or as many as `aantal` says, as a list.
    pub(crate) fn make(&self, body: &Body, store: &Store) -> Result<Value, Problem> {
        let organisation = body.get("bronorganisatie").and_then(Value::as_str).unwrap_or_default();
        if organisation.is_empty() {
            return Err(Problem::invalid("bronorganisatie", "required", "Dit moet ingevuld zijn."));
        }
        let count = body.get("aantal").map_or(Some(1), Value::as_u64);
        match count.filter(|count| (1..=MOST).contains(count)) {
            None => Err(Problem::invalid("aantal", "invalid", "Dit moet van 1 tot 1000 zijn.")),
            Some(1) => Ok(self.one(store)),
            Some(count) => Ok((0..count).map(|_| self.one(store)).collect()),
        }
    }

    fn one(&self, store: &Store) -> Value {
        let number = identification(self.prefix, store.take_number());
        json!({ self.member: number })
    }
}

/// How a thing is numbered when nobody names it.
pub(crate) fn identification(prefix: &str, number: u64) -> String {
    format!("{prefix}-{}-{number:010}", clock::now().format("%Y"))
}
