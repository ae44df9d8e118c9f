//! What each zaaktype has of its own: a first and an end status, a resultaat, a rol, a property.

use serde_json::json;

use super::grid::{self, Ending};
use super::{path, put};
use crate::kind::Kind;
use crate::store::Store;

pub(super) fn fill(store: &Store) {
    for (number, zaaktype) in grid::ZAAKTYPEN.into_iter().enumerate() {
        let of = path(Kind::Zaaktype, zaaktype);
        for (ending, name, order) in
            [(Ending::First, "Ontvangen", 1), (Ending::Last, "Afgehandeld", 2)]
        {
            let members = json!({
                "omschrijving": name,
                "zaaktype": of,
                "volgnummer": order,
                "isEindstatus": ending == Ending::Last,
            });
            put(store, Kind::Statustype, grid::statustype(number, ending), members);
        }
        for (kind, segment, name) in [
            (Kind::Resultaattype, "resultaattypen", "Verleend"),
            (Kind::Roltype, "roltypen", "Initiator"),
            (Kind::Eigenschap, "eigenschappen", "Bedrag"),
        ] {
            let members = json!({ "omschrijving": name, "zaaktype": of });
            put(store, kind, grid::of_zaaktype(segment, number), members);
        }
    }
}
