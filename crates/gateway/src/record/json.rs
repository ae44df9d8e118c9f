//! JSON as it is written: one member after the other, straight into a line.
//!
//! Most of a record is the same each time. To look at every letter of it for what JSON escapes would
//! cost a request more than its verdict, so that is done to what comes from elsewhere alone.

use std::fmt::{self, Display, Write as _};

/// An object whose members are being written.
pub(super) struct Object<'a> {
    into: &'a mut Vec<u8>,
    is_empty: bool,
}

/// Writes an object.
pub(super) fn object(into: &mut Vec<u8>, members: impl FnOnce(&mut Object<'_>)) {
    into.push(b'{');
    members(&mut Object { into, is_empty: true });
    into.push(b'}');
}

impl Object<'_> {
    /// A word of ours, in which nothing has to be escaped.
    pub(super) fn word(&mut self, name: &'static str, word: &'static str) {
        let into = self.member(name);
        into.push(b'"');
        into.extend_from_slice(word.as_bytes());
        into.push(b'"');
    }

    /// Whatever text there is.
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        let into = self.member(name);
        into.push(b'"');
        escape(text, into);
        into.push(b'"');
    }

    /// Whatever is shown as a text.
    pub(super) fn shown(&mut self, name: &'static str, value: impl Display) {
        let into = self.member(name);
        into.push(b'"');
        // Memory takes whatever is written.
        let _ = write!(Escaped(into), "{value}");
        into.push(b'"');
    }

    pub(super) fn number(&mut self, name: &'static str, number: impl Into<u64>) {
        let into = self.member(name);
        // Memory takes whatever is written.
        let _ = serde_json::to_writer(into, &number.into());
    }

    pub(super) fn truth(&mut self, name: &'static str, truth: bool) {
        let word: &[u8] = if truth { b"true" } else { b"false" };
        self.member(name).extend_from_slice(word);
    }

    /// An object within.
    pub(super) fn object(&mut self, name: &'static str, members: impl FnOnce(&mut Object<'_>)) {
        object(self.member(name), members);
    }

    /// A list of objects within.
    pub(super) fn objects<T>(
        &mut self,
        name: &'static str,
        of: &[T],
        members: impl Fn(&mut Object<'_>, &T),
    ) {
        let into = self.member(name);
        into.push(b'[');
        for (number, one) in of.iter().enumerate() {
            if number > 0 {
                into.push(b',');
            }
            object(into, |it| members(it, one));
        }
        into.push(b']');
    }

    /// The name of the next member, which is a word of ours too; its value follows.
    fn member(&mut self, name: &'static str) -> &mut Vec<u8> {
        self.into.reserve(name.len() + 4);
        if !self.is_empty {
            self.into.push(b',');
        }
        self.is_empty = false;
        self.into.push(b'"');
        self.into.extend_from_slice(name.as_bytes());
        self.into.extend_from_slice(b"\":");
        self.into
    }
}

/// Escapes what is written to it.
struct Escaped<'a>(&'a mut Vec<u8>);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(text, self.0);
        Ok(())
    }
}

/// RFC 8259 7. Most texts have nothing to escape; for the others there is a library.
fn escape(text: &str, into: &mut Vec<u8>) {
    // All of it at once, and no way out halfway: so the processor looks at many letters in one step.
    let escaped =
        |byte: u8| u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\');
    let has_any = text.bytes().fold(0, |has, byte| has | escaped(byte)) != 0;
    if !has_any {
        into.extend_from_slice(text.as_bytes());
    } else if let Ok(quoted) = serde_json::to_string(text) {
        into.extend_from_slice(quoted.as_bytes().get(1..quoted.len() - 1).unwrap_or_default());
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written(members: impl FnOnce(&mut Object<'_>)) -> Value {
        let mut line = Vec::new();
        object(&mut line, members);
        serde_json::from_slice(&line).unwrap()
    }

    #[test]
    fn members_follow_each_other_however_many_and_however_deep() {
        let nothing = |_: &mut Object<'_>| {};
        assert_eq!(written(nothing), json!({}));
        let all = written(|it| {
            it.word("a", "b");
            it.number("n", u64::MAX);
            it.truth("t", true);
            it.truth("f", false);
            it.object("o", |it| {
                it.object("empty", nothing);
                it.text("x", "y");
            });
            it.objects("l", &[1_u8, 2], |it, n| it.number("n", *n));
            it.objects::<()>("none", &[], |_, ()| {});
        });
        let expected = json!({
            "a": "b", "n": u64::MAX, "t": true, "f": false, "o": { "empty": {}, "x": "y" },
            "l": [{ "n": 1 }, { "n": 2 }], "none": [],
        });
        assert_eq!(all, expected);
    }

    #[test]
    fn a_text_is_read_as_it_was_whatever_stands_in_it() {
        let every: String = (0..=0x2100).filter_map(char::from_u32).collect();
        let each = every.chars().map(String::from);
        for text in each.chain([every.clone(), String::new(), "a\"},{\"b\":\"\n".to_owned()]) {
            assert_eq!(written(|it| it.text("t", &text)), json!({ "t": text }));
            let shown = written(|it| it.shown("t", format_args!("{text}-{text}")));
            assert_eq!(shown, json!({ "t": format!("{text}-{text}") }));
        }
        let mut line = Vec::new();
        object(&mut line, |it| it.text("t", &every));
        assert!(!line.contains(&b'\n'), "a record is one line");
    }
}
