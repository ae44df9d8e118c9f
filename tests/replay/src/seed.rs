//! The state that the pairs were recorded on, and what of it can be had here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

/// What was there when the recording began.
#[derive(Debug, Deserialize)]
pub(crate) struct Seed {
    /// The origin of the recorded URLs.
    pub(crate) base: String,
    /// Those that the recorded list showed, the newest first.
    pub(crate) applicaties: Vec<Applicatie>,
    /// Those that were there and shown to nobody.
    #[serde(default)]
    pub(crate) hidden: Vec<Applicatie>,
    /// The key of each client; an empty one never authenticates.
    pub(crate) keys: BTreeMap<String, String>,
    /// What the recording calls which URL; an applicatie is `app_` and its client.
    #[serde(default)]
    pub(crate) vars: BTreeMap<String, String>,
}

/// An applicatie as the recorded API showed it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Applicatie {
    #[serde(default)]
    pub(crate) url: Option<String>,
    pub(crate) client_ids: Vec<String>,
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) heeft_alle_autorisaties: bool,
    #[serde(default)]
    pub(crate) autorisaties: Vec<Value>,
}

/// The client ids that had to be given another name here, each with the one it stands for.
#[derive(Debug, Default)]
pub(crate) struct StandIns(BTreeMap<String, String>);

impl StandIns {
    /// The recorded name of a client id.
    pub(crate) fn meant<'a>(&'a self, client_id: &'a str) -> &'a str {
        self.0.get(client_id).map_or(client_id, String::as_str)
    }
}

impl Seed {
    /// What is made here, the oldest first, each client id in one applicatie only (`ac-001`).
    pub(crate) fn planted(&self) -> (Vec<Applicatie>, StandIns) {
        let mut planted = self.hidden_ones();
        planted.extend(self.applicaties.iter().rev().cloned());
        let (mut given, mut stand_ins) = (BTreeSet::new(), StandIns::default());
        for client_id in planted.iter_mut().flat_map(|one| &mut one.client_ids) {
            while !given.insert(client_id.clone()) {
                let other = format!("{client_id}~");
                let meant = stand_ins.meant(client_id).to_owned();
                stand_ins.0.insert(other.clone(), meant);
                *client_id = other;
            }
        }
        (planted, stand_ins)
    }

    /// A client that may do everything: whose token is meant where a recording names none.
    pub(crate) fn versatile(&self) -> Option<&str> {
        let all = self.applicaties.iter().find(|one| one.heeft_alle_autorisaties)?;
        all.client_ids.first().map(String::as_str)
    }

    /// Those that are seen nowhere: told so, or known by the key of a client alone. They hold
    /// nothing here, also where they held too much there.
    fn hidden_ones(&self) -> Vec<Applicatie> {
        let told = self.hidden.iter().map(|one| Applicatie {
            heeft_alle_autorisaties: false,
            autorisaties: Vec::new(),
            ..one.clone()
        });
        let known: BTreeSet<&String> =
            self.applicaties.iter().chain(&self.hidden).flat_map(|one| &one.client_ids).collect();
        let strays = self.keys.keys().filter(|client| !known.contains(client));
        let strays = strays.map(|client| Applicatie {
            url: self.vars.get(&format!("app_{client}")).cloned(),
            client_ids: vec![client.clone()],
            label: client.clone(),
            heeft_alle_autorisaties: false,
            autorisaties: Vec::new(),
        });
        told.chain(strays).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    fn seed() -> Seed {
        let shown = |uuid: &str, clients: &[&str], all: bool| {
            let url = format!("http://oud.example/applicaties/{uuid}");
            json!({ "url": url, "clientIds": clients, "label": uuid, "heeftAlleAutorisaties": all })
        };
        serde_json::from_value(json!({
            "base": "http://oud.example",
            "applicaties": [
                shown("derde", &["twee", "eigen"], false),
                shown("tweede", &["twee"], false),
                shown("eerste", &["alles"], true),
            ],
            "hidden": [
                { "clientIds": ["teveel"], "label": "teveel", "heeftAlleAutorisaties": true,
                  "autorisaties": [{ "component": "ztc", "scopes": [] }] },
            ],
            "keys": { "alles": "k", "twee": "k", "los": "k", "leeg": "" },
            "vars": { "app_los": "http://oud.example/applicaties/los" },
        }))
        .unwrap()
    }

    #[test]
    fn the_newest_is_made_last_and_hidden_ones_hold_nothing() {
        let (planted, _) = seed().planted();
        let labels: Vec<&str> = planted.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels, ["teveel", "leeg", "los", "eerste", "tweede", "derde"]);
        for hidden in &planted[..3] {
            assert!(!hidden.heeft_alle_autorisaties && hidden.autorisaties.is_empty());
        }
    }

    #[test]
    fn a_stray_client_is_known_by_the_url_of_its_applicatie() {
        let (planted, _) = seed().planted();
        assert_eq!(planted[2].url.as_deref(), Some("http://oud.example/applicaties/los"));
        assert_eq!(planted[1].url, None);
    }

    #[test]
    fn a_client_id_in_two_applicaties_is_its_first_ones_and_a_stand_in_is_the_others() {
        let (planted, stand_ins) = seed().planted();
        assert_eq!(planted[4].client_ids, ["twee"]);
        assert_eq!(planted[5].client_ids, ["twee~", "eigen"]);
        assert_eq!((stand_ins.meant("twee~"), stand_ins.meant("eigen")), ("twee", "eigen"));
    }

    #[test]
    fn a_stand_in_of_a_third_applicatie_stands_for_the_same_id() {
        let mut seed = seed();
        let third = Applicatie { label: "vierde".to_owned(), ..seed.applicaties[1].clone() };
        seed.applicaties.insert(0, third);
        let (planted, stand_ins) = seed.planted();
        assert_eq!(planted[6].client_ids, ["twee~~"]);
        assert_eq!(stand_ins.meant("twee~~"), "twee");
    }

    #[test]
    fn who_may_do_everything_is_the_versatile_one() {
        assert_eq!(seed().versatile(), Some("alles"));
    }
}
