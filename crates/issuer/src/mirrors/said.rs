//! What an applicatie says at an Autorisaties API, ours or another: as a body, and in a form in which
//! two that say the same are equal.

use std::collections::{BTreeMap, BTreeSet};

use autorisaties::{Autorisatie, Grants, TypeAliases, Vertrouwelijkheidaanduiding};
use serde_json::Value;

use crate::register::{Representation, Vocabulary};
use crate::store::shown::Shown;

const TYPES: [&str; 3] = ["zaaktype", "informatieobjecttype", "besluittype"];

/// A scope, and on what it is given: component and type.
type Given = (String, String, String);

/// What an applicatie says, in no order and without repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) client_ids: BTreeSet<String>,
    label: String,
    has_all: bool,
    /// Not every version of the standard has it.
    only_ready: Option<bool>,
    given: BTreeMap<Given, Option<Vertrouwelijkheidaanduiding>>,
}

/// The body that an applicatie of ours is there, if it is to lie there: what gives nothing, or nobody
/// anything, is refused there.
pub(super) fn body(shown: &Shown, aliases: &TypeAliases) -> Option<Value> {
    let grants = renamed(&shown.applicatie.grants, aliases).without_overlaps();
    if shown.client_ids.is_empty() || !grants.gives_something() {
        return None;
    }
    let mut shown = shown.clone();
    shown.applicatie.grants = grants;
    let whole = Representation { shown: &shown, url: "", vocabulary: Vocabulary::V1_1 };
    let mut body = serde_json::to_value(whole).ok()?;
    // Its own to say.
    body.as_object_mut()?.remove("url");
    Some(body)
}

fn renamed(grants: &Grants, aliases: &TypeAliases) -> Grants {
    let one = |one: &Autorisatie| {
        let object_type = one.object_type().map(|url| aliases.canonical(url));
        Autorisatie::from_parts(one.component(), one.scopes().to_vec(), object_type, one.ceiling())
    };
    match grants {
        Grants::All => Grants::All,
        Grants::These(these) => Grants::These(these.iter().map(one).collect()),
    }
}

impl Said {
    /// Reads a body, whoever wrote it: what it does not say is nothing.
    pub(super) fn read(body: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut given = BTreeMap::new();
        for one in list(&body["autorisaties"]) {
            let component = text(&one["component"]);
            let object_type = TYPES.iter().find_map(|name| one[*name].as_str()).unwrap_or_default();
            let level = text(&one["maxVertrouwelijkheidaanduiding"]);
            let level = Vertrouwelijkheidaanduiding::parse(&level).ok();
            for scope in list(&one["scopes"]) {
                let on = (component.clone(), object_type.to_owned(), text(&scope));
                let highest = given.entry(on).or_insert(level);
                *highest = level.max(*highest);
            }
        }
        Self {
            client_ids: list(&body["clientIds"]).iter().map(text).collect(),
            label: text(&body["label"]),
            has_all: body["heeftAlleAutorisaties"] == true,
            only_ready: body["alleenIsGereedVoorPublicatie"].as_bool(),
            given,
        }
    }

    /// The members in which another says otherwise.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let ready = self.only_ready.zip(other.only_ready).is_some_and(|(own, its)| own != its);
        let members = [
            ("clientIds", self.client_ids != other.client_ids),
            ("label", self.label != other.label),
            ("heeftAlleAutorisaties", self.has_all != other.has_all),
            ("alleenIsGereedVoorPublicatie", ready),
            ("autorisaties", self.given != other.given),
        ];
        members.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use autorisaties::{Applicatie, ApplicatieId, Component, Scope, TypeUrl};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn shown() -> Shown {
        let one = |scopes: &[&str], level| {
            let scopes = scopes.iter().map(|scope| Scope::parse(scope).unwrap()).collect();
            let zaaktype = TypeUrl::parse("https://hier/catalogi/zaaktypen/1").unwrap();
            Autorisatie::from_parts(Component::Zrc, scopes, Some(zaaktype), Some(level))
        };
        let low = one(&["zaken.lezen"], Vertrouwelijkheidaanduiding::Openbaar);
        let high = one(&["zaken.lezen"], Vertrouwelijkheidaanduiding::Geheim);
        let applicatie = Applicatie {
            id: ApplicatieId::new(Uuid::nil()),
            label: "Balie".to_owned(),
            grants: Grants::These(vec![low, high]),
            alleen_is_gereed_voor_publicatie: false,
        };
        Shown { applicatie, client_ids: vec!["a".to_owned(), "b".to_owned()] }
    }

    #[test]
    fn what_is_sent_has_the_types_names_there_and_says_nothing_twice() {
        let from_to = ("https://hier/catalogi".to_owned(), "https://daar/c".to_owned());
        let aliases = TypeAliases::new([from_to]).unwrap();
        let zaaktype = "https://daar/c/zaaktypen/1";
        assert_eq!(
            body(&shown(), &aliases).unwrap(),
            json!({
                "clientIds": ["a", "b"], "label": "Balie", "heeftAlleAutorisaties": false,
                "alleenIsGereedVoorPublicatie": false,
                "autorisaties": [{
                    "component": "zrc", "componentWeergave": "Zaken API",
                    "scopes": ["zaken.lezen"], "zaaktype": zaaktype,
                    "maxVertrouwelijkheidaanduiding": "geheim",
                }],
            })
        );
        let mut nobodys = shown();
        nobodys.client_ids.clear();
        assert_eq!(body(&nobodys, &aliases), None);
        let mut empty = shown();
        empty.applicatie.grants = Grants::These(Vec::new());
        assert_eq!(body(&empty, &aliases), None);
    }

    #[test]
    fn order_repetition_and_what_a_version_lacks_make_no_difference_and_all_else_does() {
        let ours = body(&shown(), &TypeAliases::default()).unwrap();
        let of = |change: &dyn Fn(&mut Value)| {
            let mut theirs = ours.clone();
            change(&mut theirs);
            Said::read(&ours).differences(&Said::read(&theirs))
        };
        let first = ours["autorisaties"][0].clone();
        assert!(of(&|theirs| theirs["clientIds"] = json!(["b", "a", "a"])).is_empty());
        assert!(of(&|theirs| theirs["url"] = json!("https://daar/1")).is_empty());
        assert!(of(&|theirs| theirs["autorisaties"] = json!([first, first])).is_empty());
        let without = of(&|theirs| {
            theirs.as_object_mut().unwrap().remove("alleenIsGereedVoorPublicatie");
        });
        assert!(without.is_empty());
        assert_eq!(of(&|theirs| theirs["clientIds"] = json!(["a"])), ["clientIds"]);
        assert_eq!(of(&|theirs| theirs["label"] = json!("Loket")), ["label"]);
        assert_eq!(of(&|it| it["heeftAlleAutorisaties"] = json!(true)), ["heeftAlleAutorisaties"]);
        let ready = of(&|theirs| theirs["alleenIsGereedVoorPublicatie"] = json!(true));
        assert_eq!(ready, ["alleenIsGereedVoorPublicatie"]);
        for (member, value) in [
            ("scopes", json!(["zaken.lezen", "zaken.aanmaken"])),
            ("zaaktype", json!("https://hier/catalogi/zaaktypen/2")),
            ("maxVertrouwelijkheidaanduiding", json!("openbaar")),
            ("component", json!("drc")),
        ] {
            let differs = of(&|theirs| theirs["autorisaties"][0][member] = value.clone());
            assert_eq!(differs, ["autorisaties"], "{member}");
        }
    }
}
