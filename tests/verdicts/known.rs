//! The applicaties of the table as an issuer tells a gateway of them.

use edge::feed::{ApplicatieState, AutorisatieState, Thing};
use serde_json::Value;
use uuid::Uuid;

use super::bodies::type_url;
use super::table;
use crate::harness::client_of;

/// Each of them, with its client.
pub(super) fn things() -> Vec<Thing> {
    let numbered = table::applicaties().into_iter().zip(1..);
    let both = |(applicatie, number): (Value, u128)| {
        let id = Uuid::from_u128(number);
        let client = client_of(applicatie["client_id"].as_str().unwrap(), id);
        [Thing::Applicatie(state(&applicatie, id)), Thing::Client(client)]
    };
    numbered.flat_map(both).collect()
}

fn state(applicatie: &Value, id: Uuid) -> ApplicatieState {
    let autorisaties = applicatie["autorisaties"].as_array().unwrap();
    ApplicatieState {
        id,
        label: "Applicatie".to_owned(),
        heeft_alle_autorisaties: applicatie["heeft_alle_autorisaties"] == true,
        alleen_is_gereed_voor_publicatie: applicatie["alleen_is_gereed_voor_publicatie"] == true,
        autorisaties: autorisaties.iter().map(autorisatie).collect(),
    }
}

/// Its type is named as `zaaktype:0`.
fn autorisatie(given: &Value) -> AutorisatieState {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let named = given["type"].as_str().and_then(|named| named.split_once(':'));
    let url = |(member, place): (&str, &str)| type_url(member, place.parse().unwrap());
    AutorisatieState {
        component: text(&given["component"]).unwrap(),
        scopes: given["scopes"].as_array().unwrap().iter().filter_map(text).collect(),
        object_type: named.map(url).as_ref().and_then(text),
        max_vertrouwelijkheidaanduiding: text(&given["max"]),
    }
}
