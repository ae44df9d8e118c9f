//! One field of a body: what a value may be, and what it becomes. Numbers stand in for texts, and
//! some words for yes and no, as the reference implementation has it.

use std::collections::HashSet;

use super::fault::{Fault, Rule};
use super::json::{Json, Members, Number};

/// How many faults of one body are told: more help nobody, and each costs more than the byte that
/// made it.
pub(super) const MOST_FAULTS: usize = 1_000;

const YES: [&str; 5] = ["true", "t", "yes", "y", "on"];
const NO: [&str; 5] = ["false", "f", "no", "n", "off"];

/// An object whose members are asked for by name, and the faults that were found in it.
pub(super) struct Fields<'a> {
    members: &'a Members,
    faults: Vec<Fault>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(members: &'a Members) -> Self {
        Self { members, faults: Vec::new() }
    }

    /// Whether a member is there, in whatever spelling.
    pub(super) fn has(&self, name: &str) -> bool {
        self.spellings(name).next().is_some()
    }

    /// A member by its name in the standard, or by the same words with underscores.
    fn spellings(&self, name: &str) -> impl Iterator<Item = &'a Json> {
        let (camel, snake) = (name.to_owned(), snake(name));
        let own = move |own: &&(String, Json)| own.0 == camel || own.0 == snake;
        self.members.iter().filter(own).map(|(_, value)| value)
    }

    /// A member that must be there or may be; a fault in it is recorded under its name.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        presence: Presence,
        read: impl FnOnce(&Json) -> Result<T, Vec<Fault>>,
    ) -> Option<T> {
        let mut spellings = self.spellings(name);
        let (first, second) = (spellings.next(), spellings.next());
        drop(spellings);
        let read = match (first, second) {
            (None, _) if presence == Presence::Optional => return None,
            (None, _) => Err(vec![Fault::new("", Rule::Required)]),
            (Some(value), None) => read(value),
            // Nobody knows which of the two counts.
            (Some(_), Some(_)) => Err(vec![Fault::new("", Rule::GivenTwice)]),
        };
        match read {
            Ok(value) => Some(value),
            Err(faults) => {
                self.faults.extend(faults.into_iter().map(|fault| fault.within(name)));
                None
            }
        }
    }

    pub(super) fn record(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    pub(super) fn into_faults(mut self) -> Vec<Fault> {
        self.faults.truncate(MOST_FAULTS);
        self.faults
    }
}

/// Whether a member may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// One fault of the value itself.
pub(super) fn fault(rule: Rule) -> Vec<Fault> {
    vec![Fault::new("", rule)]
}

/// A text of 1 to `most` characters, without the white space around it.
pub(super) fn text(value: &Json, most: usize) -> Result<String, Vec<Fault>> {
    let text = text_or_blank(value, most)?;
    if text.is_empty() { Err(fault(Rule::Blank)) } else { Ok(text) }
}

/// A text of at most so many characters, without the white space around it.
pub(super) fn text_or_blank(value: &Json, most: usize) -> Result<String, Vec<Fault>> {
    let text = match value {
        Json::Text(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Null => return Err(fault(Rule::Null)),
        Json::Bool(_) | Json::List(_) | Json::Object(_) => return Err(fault(Rule::NotText)),
    };
    let mut faults = Vec::new();
    if text.contains('\0') {
        faults.push(Fault::new("", Rule::NullCharacters));
    }
    if text.chars().count() > most {
        faults.push(Fault::new("", Rule::MaxLength(most)));
    }
    if faults.is_empty() { Ok(text) } else { Err(faults) }
}

/// Yes or no.
pub(super) fn yes_or_no(value: &Json) -> Result<bool, Vec<Fault>> {
    match value {
        Json::Bool(value) => Ok(*value),
        Json::Number(Number::Whole(1)) => Ok(true),
        Json::Number(Number::Whole(0)) => Ok(false),
        Json::Number(Number::Float(value)) if value.to_bits() == 1.0_f64.to_bits() => Ok(true),
        Json::Number(Number::Float(value)) if value.abs().to_bits() == 0.0_f64.to_bits() => {
            Ok(false)
        }
        Json::Text(text) if is_word(text, &YES) => Ok(true),
        Json::Text(text) if is_word(text, &NO) => Ok(false),
        Json::Text(text) if text == "1" => Ok(true),
        Json::Text(text) if text == "0" => Ok(false),
        Json::Null => Err(fault(Rule::Null)),
        _ => Err(fault(Rule::NotYesOrNo)),
    }
}

fn is_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// One of some words, or of none: `""`.
pub(super) fn choice<T>(
    value: &Json,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Vec<Fault>> {
    match value {
        Json::Null => Err(fault(Rule::Null)),
        Json::Text(text) => parse(text).ok_or_else(|| fault(Rule::InvalidChoice)),
        _ => Err(fault(Rule::InvalidChoice)),
    }
}

/// A list of at most so many items; of a longer one no item is looked at.
pub(super) fn short_list<T>(
    value: &Json,
    most: usize,
    read: impl Fn(&Json) -> Result<T, Vec<Fault>>,
) -> Result<Vec<T>, Vec<Fault>> {
    match value {
        Json::List(items) if items.len() > most => Err(fault(Rule::TooMany(most))),
        _ => list(value, read),
    }
}

/// A list, each item by itself; the faults of all of them, or the first [`MOST_FAULTS`].
pub(super) fn list<T>(
    value: &Json,
    read: impl Fn(&Json) -> Result<T, Vec<Fault>>,
) -> Result<Vec<T>, Vec<Fault>> {
    let items = match value {
        Json::List(items) => items,
        Json::Null => return Err(fault(Rule::Null)),
        _ => return Err(fault(Rule::NotAList)),
    };
    let mut faults = Vec::new();
    let mut list = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        match read(item) {
            Ok(item) => list.push(item),
            Err(of_item) => {
                let at = index.to_string();
                faults.extend(of_item.into_iter().map(|fault| fault.within(&at)));
            }
        }
    }
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

/// What stands in a list, each once, in the order of its first place.
pub(crate) fn once<T: Clone + Eq + std::hash::Hash>(list: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    list.into_iter().filter(|item| seen.insert(item.clone())).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn yes_and_no_are_what_the_reference_implementation_takes_for_them() {
        let said = |text: &str| yes_or_no(&json(text)).map_err(|faults| faults[0].rule.clone());
        for yes in ["true", "1", "1.0", "1e0", "\"1\"", "\"true\"", "\"TRUE\"", "\"y\"", "\"on\""] {
            assert_eq!(said(yes), Ok(true), "{yes}");
        }
        for no in ["false", "0", "0.0", "-0.0", "\"0\"", "\"False\"", "\"n\"", "\"off\""] {
            assert_eq!(said(no), Ok(false), "{no}");
        }
        for neither in ["2", "-1", "0.5", "1.5", "\"2\"", "\"01\"", "\" true\"", "\"\"", "[]", "{}"]
        {
            assert_eq!(said(neither), Err(Rule::NotYesOrNo), "{neither}");
        }
        assert_eq!(said("null"), Err(Rule::Null));
    }

    #[test]
    fn of_a_list_that_is_too_long_no_item_is_looked_at() {
        let read = |text: &str, most| short_list(&json(text), most, |item| text_or_blank(item, 5));
        assert_eq!(read("[\"a\", 1]", 2), Ok(vec!["a".to_owned(), "1".to_owned()]));
        assert_eq!(read("[\"a\", [], 1]", 2), Err(fault(Rule::TooMany(2))));
        assert_eq!(read("[[], 1]", 2), Err(vec![Fault::new("0", Rule::NotText)]));
        assert_eq!(read("null", 0), Err(fault(Rule::Null)));
    }
}
