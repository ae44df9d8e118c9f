//! What differs between a thing before and after, member by member, for people to read.

use serde_json::Value;

use crate::said;

/// A line for each member that went (`-`) or came (`+`); items of a list are told apart.
pub(crate) fn lines(before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (members(before), members(after));
    let only = |these: &[Member], those: &[Member], sign: char| {
        let gone = these.iter().filter(|one| !those.contains(one));
        gone.map(|one| (one.path.clone(), sign, one.text.clone())).collect::<Vec<_>>()
    };
    let mut lines = only(&before, &after, '-');
    lines.extend(only(&after, &before, '+'));
    // What was stands above what it became.
    lines.sort_by(|one, other| (&one.0, one.1 == '+').cmp(&(&other.0, other.1 == '+')));
    let line = |(path, sign, text): (String, char, String)| {
        said::printable(&format!("{sign} {path}: {text}")).replace('\n', " ")
    };
    lines.into_iter().map(line).collect()
}

#[derive(Debug, PartialEq, Eq)]
struct Member {
    path: String,
    text: String,
}

fn members(thing: &Value) -> Vec<Member> {
    let mut members = Vec::new();
    collect(thing, "", &mut members);
    members
}

fn collect(value: &Value, path: &str, into: &mut Vec<Member>) {
    match value {
        Value::Null => {}
        Value::Object(object) => {
            for (name, value) in object {
                let dot = if path.is_empty() { "" } else { "." };
                collect(value, &format!("{path}{dot}{name}"), into);
            }
        }
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            let member = |item| Member { path: path.to_owned(), text: text(item) };
            into.extend(items.iter().map(member));
        }
        Value::String(text) => into.push(Member { path: path.to_owned(), text: text.clone() }),
        other => into.push(Member { path: path.to_owned(), text: other.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_change_the_members_that_differ_are_told_and_no_others() {
        let before =
            json!({ "a": 1, "b": "x", "in": { "c": true, "d": null }, "these": ["p", "q"] });
        let after =
            json!({ "a": 1, "b": "y", "in": { "c": true, "d": 2 }, "these": ["q", { "r": 1 }] });
        let told = ["- b: x", "+ b: y", "+ in.d: 2", "- these: p", "+ these: {\"r\":1}"];
        assert_eq!(lines(&before, &after), told);
        assert_eq!(lines(&before, &before), [""; 0]);
    }

    #[test]
    fn of_what_came_or_went_every_member_is_told_on_a_line_of_its_own() {
        let thing = json!({ "label": "een\nregel\u{1b}[31m", "n": 1 });
        assert_eq!(lines(&Value::Null, &thing), ["+ label: een regel\u{fffd}[31m", "+ n: 1"]);
        assert_eq!(lines(&thing, &Value::Null).len(), 2);
    }
}
