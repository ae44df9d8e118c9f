//! What a thing was before a deed and after it, as the log keeps it: whole, but of long lists that were
//! changed only what differs.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Map, Value};

/// How long a list is at most that is kept whole on both sides of a change.
const LONG: usize = 100;
/// Where it says how many of a long list are the same before and after.
const UNCHANGED: &str = "_unchanged";

/// A thing before a deed and after it; never with a secret in it.
#[derive(Debug)]
pub(crate) struct Content {
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

impl Content {
    /// The act and its subject say all.
    pub(crate) const NONE: Self = Self { before: None, after: None };

    /// Of something that came, or came back; also of what was said or counted.
    pub(crate) fn made(after: impl Serialize) -> Self {
        Self { before: None, after: kept(after) }
    }

    /// Of something that went.
    pub(crate) fn gone(before: impl Serialize) -> Self {
        Self { before: kept(before), after: None }
    }

    /// Of something that stays.
    pub(crate) fn changed(before: impl Serialize, after: impl Serialize) -> Self {
        let (mut before, mut after) = (kept(before), kept(after));
        if let (Some(Value::Object(before)), Some(Value::Object(after))) = (&mut before, &mut after)
        {
            thin(before, after);
        }
        Self { before, after }
    }
}

/// Bodies of ours are always JSON; null is nothing.
fn kept(body: impl Serialize) -> Option<Value> {
    serde_json::to_value(body).ok().filter(|value| !value.is_null())
}

/// An applicatie has thousands of autorisaties, and one of them changes: the others are not written
/// again with each deed. What they were stands in the lines before.
fn thin(before: &mut Map<String, Value>, after: &mut Map<String, Value>) {
    let mut unchanged = Map::new();
    for (name, one) in before.iter_mut() {
        let (Value::Array(one), Some(Value::Array(other))) = (one, after.get_mut(name)) else {
            continue;
        };
        if one.len().max(other.len()) > LONG {
            unchanged.insert(name.clone(), leave_out_shared(one, other).into());
        }
    }
    if !unchanged.is_empty() {
        before.insert(UNCHANGED.to_owned(), Value::Object(unchanged.clone()));
        after.insert(UNCHANGED.to_owned(), Value::Object(unchanged));
    }
}

/// Says how many that were.
fn leave_out_shared(one: &mut Vec<Value>, other: &mut Vec<Value>) -> usize {
    let texts = |list: &[Value]| list.iter().map(Value::to_string).collect::<HashSet<_>>();
    let shared: HashSet<String> = texts(one).intersection(&texts(other)).cloned().collect();
    one.retain(|item| !shared.contains(&item.to_string()));
    other.retain(|item| !shared.contains(&item.to_string()));
    shared.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_long_list_a_change_keeps_what_differs_and_how_much_is_the_same() {
        let list = |items: std::ops::Range<usize>| json!({ "label": "x", "these": items.collect::<Vec<_>>() });
        let content = Content::changed(list(0..5_000), list(1..5_001));
        let same = json!({ "these": 4_999 });
        assert_eq!(content.before, Some(json!({ "label": "x", "these": [0], "_unchanged": same })));
        assert_eq!(
            content.after,
            Some(json!({ "label": "x", "these": [5_000], "_unchanged": same }))
        );
    }

    #[test]
    fn a_short_list_and_what_came_or_went_are_kept_whole() {
        let list = |many: usize| json!({ "these": (0..many).collect::<Vec<_>>() });
        let content = Content::changed(list(LONG), list(LONG - 1));
        assert_eq!((content.before, content.after), (Some(list(LONG)), Some(list(LONG - 1))));
        assert_eq!(Content::gone(list(5_000)).before, Some(list(5_000)));
        assert_eq!(Content::made(list(5_000)).after, Some(list(5_000)));
        assert_eq!(Content::gone(Value::Null).before, None);
    }
}
