//! Bodies without what cannot be the same in two places: origins, and ids that were made up.

use serde_json::Value;

use crate::counterparts::Counterparts;
use crate::pair::API;
use crate::seed::StandIns;

/// What is known of the place that answers here.
pub(crate) struct Eyes<'a> {
    pub(crate) known: &'a Counterparts,
    pub(crate) stand_ins: &'a StandIns,
    /// That of the URLs of its Autorisaties API.
    pub(crate) origin: &'a str,
}

impl Eyes<'_> {
    /// A recorded body, as one from here is expected to look.
    pub(crate) fn recorded(&self, body: &Value) -> Value {
        masked(body, &|text| {
            let (_, path) = of_the_api(text)?;
            Some(named(path, |id| self.known.of(id)))
        })
    }

    /// A body from here. Its URLs must have our own origin.
    pub(crate) fn here(&self, body: &Value) -> Value {
        masked(body, &|text| match of_the_api(text) {
            Some((origin, path)) if origin == self.origin => {
                Some(named(path, |id| self.known.is_one(id).then_some(id)))
            }
            Some(_) => None,
            None => Some(self.stand_ins.meant(text).to_owned()),
        })
    }
}

/// The value with every text in it told anew, unless there is nothing to tell.
fn masked(value: &Value, anew: &impl Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::String(text) => anew(text).map_or_else(|| value.clone(), Value::String),
        Value::Array(items) => items.iter().map(|item| masked(item, anew)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, one)| (name.clone(), masked(one, anew))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The origin and the path of a URL of an Autorisaties API.
fn of_the_api(text: &str) -> Option<(&str, &str)> {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let authority = text[scheme.len()..].find('/')?;
    let (origin, path) = text.split_at(scheme.len() + authority);
    path.starts_with(&format!("{API}/")).then_some((origin, path))
}

/// The URL without its origin, and with the id of the applicatie told anew, or hidden where it is one of no renown.
fn named<'a>(path: &'a str, anew: impl Fn(&'a str) -> Option<&'a str>) -> String {
    const BEFORE: &str = "/applicaties/";
    let Some(start) = path.find(BEFORE).map(|at| at + BEFORE.len()) else {
        return format!("{{origin}}{path}");
    };
    let end = path[start..].find(['/', '?']).map_or(path.len(), |at| start + at);
    let id = anew(&path[start..end]).unwrap_or("{uuid}");
    format!("{{origin}}{}{id}{}", &path[..start], &path[end..])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seed::Seed;

    const ORIGIN: &str = "http://nieuw.example:1";

    fn agree(recorded: &Value, here: &Value) -> bool {
        let mut known = Counterparts::default();
        known.learn("http://oud.example/applicaties/een", "http://nieuw.example:1/applicaties/uno");
        let one = json!({ "clientIds": ["twee"], "label": "twee" });
        let seed = json!({ "base": "", "applicaties": [one, one], "keys": {} });
        let (_, stand_ins) = serde_json::from_value::<Seed>(seed).unwrap().planted();
        let eyes = Eyes { known: &known, stand_ins: &stand_ins, origin: ORIGIN };
        eyes.recorded(recorded) == eyes.here(here)
    }

    fn url(origin: &str, rest: &str) -> Value {
        json!({ "results": [{ "url": format!("{origin}/autorisaties/api/v1/applicaties{rest}") }] })
    }

    #[test]
    fn ids_agree_where_one_stands_for_the_other_or_both_are_of_no_renown() {
        for (there, here, same) in [
            ("/een", "/uno", true),
            ("/een", "/due", false),
            ("/twee", "/due", true),
            ("/twee", "/uno", false),
            ("/een/x?y", "/uno/x?y", true),
            ("?page=2", "?page=2", true),
            ("?page=2", "?page=3", false),
        ] {
            let (there, here) = (url("http://oud.example", there), url(ORIGIN, here));
            assert_eq!(agree(&there, &here), same, "{there} {here}");
        }
    }

    #[test]
    fn the_origin_may_be_any_there_and_is_ours_here() {
        assert!(agree(&url("https://oud.example:8", "/een"), &url(ORIGIN, "/uno")));
        assert!(!agree(&url("http://oud.example", "/een"), &url("http://ander.example", "/uno")));
        assert!(!agree(&url("http://oud.example", "/een"), &url("", "/uno")));
    }

    #[test]
    fn urls_of_others_and_all_else_stay_as_they_are() {
        let type_at = |origin: &str| json!({ "zaaktype": format!("{origin}/catalogi/een") });
        assert!(agree(&type_at("http://oud.example"), &type_at("http://oud.example")));
        assert!(!agree(&type_at("http://oud.example"), &type_at(ORIGIN)));
        assert!(!agree(&json!({ "count": 1 }), &json!({ "count": 2 })));
        assert!(!agree(&json!({ "count": 1 }), &json!({ "count": 1, "next": null })));
    }

    #[test]
    fn a_stand_in_is_read_as_what_it_stands_for() {
        let ids = |id: &str| json!({ "clientIds": [id] });
        assert!(agree(&ids("twee"), &ids("twee~")));
        assert!(!agree(&ids("twee~"), &ids("twee")));
    }
}
