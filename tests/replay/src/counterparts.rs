//! What was made here in place of what the recording names.

use std::collections::BTreeMap;

/// Each recorded UUID of an applicatie with the one that stands for it here.
#[derive(Debug, Default)]
pub(crate) struct Counterparts(BTreeMap<String, String>);

impl Counterparts {
    /// This recorded URL is that URL here.
    pub(crate) fn learn(&mut self, recorded: &str, here: &str) {
        self.0.insert(id(recorded).to_ascii_lowercase(), id(here).to_ascii_lowercase());
    }

    /// A recorded path or query, with what was made here in it: however the UUID is spelt.
    pub(crate) fn translated(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (recorded, here) in &self.0 {
            for spelt in [str::to_owned, str::to_ascii_uppercase, without_dashes] {
                text = text.replace(&spelt(recorded), &spelt(here));
            }
        }
        text
    }

    /// Which one here stands for a recorded one.
    pub(crate) fn of(&self, recorded: &str) -> Option<&str> {
        self.0.get(recorded).map(String::as_str)
    }

    /// Whether this one here stands for one that was recorded.
    pub(crate) fn is_one(&self, here: &str) -> bool {
        self.0.values().any(|one| one == here)
    }
}

/// The last segment of a URL.
fn id(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

fn without_dashes(uuid: &str) -> String {
    uuid.replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: &str = "05d05fc4-0dbc-41eb-866d-2984d674cc96";
    const HERE: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

    #[test]
    fn a_recorded_uuid_becomes_its_counterpart_however_it_is_spelt() {
        let mut known = Counterparts::default();
        known.learn(
            &format!("http://oud.example/x/{THERE}"),
            &format!("http://nieuw.example/{HERE}"),
        );
        for (there, here) in [
            (format!("/x/{THERE}"), format!("/x/{HERE}")),
            (format!("/x/{}", THERE.to_uppercase()), format!("/x/{}", HERE.to_uppercase())),
            (format!("/x/{}", THERE.replace('-', "")), format!("/x/{}", HERE.replace('-', ""))),
            (format!("/x/%7B{THERE}%7D.json"), format!("/x/%7B{HERE}%7D.json")),
            (format!("/x/{}", &THERE[..35]), format!("/x/{}", &THERE[..35])),
        ] {
            assert_eq!(known.translated(&there), here);
        }
        assert_eq!((known.of(THERE), known.of(HERE)), (Some(HERE), None));
        assert!(known.is_one(HERE) && !known.is_one(THERE));
    }
}
