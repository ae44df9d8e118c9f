//! A list that changes while it is read shows the same applicatie on two pages.

use std::collections::HashMap;

use serde_json::Value;

/// What was read, each once.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Once {
    pub(super) same: Vec<Value>,
    /// Each of these was read twice, and had changed.
    pub(super) changed: Vec<Value>,
    /// How many were read more than once.
    pub(super) repeats: usize,
}

/// Sorts out what was read; an applicatie is known by its URL.
pub(super) fn once(found: Vec<Value>) -> Once {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<(Value, bool)> = Vec::with_capacity(found.len());
    let mut repeats = 0;
    for one in found {
        let url = one["url"].as_str().map(str::to_owned);
        let place = url.as_ref().and_then(|url| places.get(url)).copied();
        if let Some((known, changed)) = place.and_then(|place| kept.get_mut(place)) {
            repeats += 1;
            *changed |= *known != one;
        } else {
            places.extend(url.map(|url| (url, kept.len())));
            kept.push((one, false));
        }
    }
    let (changed, same): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(_, changed)| *changed);
    let of = |kept: Vec<(Value, bool)>| kept.into_iter().map(|(one, _)| one).collect();
    Once { same: of(same), changed: of(changed), repeats }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_is_kept_once_and_what_changed_is_told_apart() {
        let one = |url: &str, label: &str| json!({ "url": url, "label": label });
        let [a, b, c] = [one("a", "A"), one("b", "B"), one("c", "C")];
        let read = vec![a.clone(), b.clone(), a.clone(), one("b", "anders"), c.clone(), b.clone()];
        assert_eq!(once(read), Once { same: vec![a, c], changed: vec![b], repeats: 3 });
    }

    #[test]
    fn what_has_no_url_is_like_no_other() {
        let read = vec![json!({ "label": "A" }), json!({ "label": "A" })];
        assert_eq!(once(read.clone()), Once { same: read, ..Once::default() });
    }
}
