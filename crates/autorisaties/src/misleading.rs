//! What makes a name look like another: characters that nobody sees, or that move what stands
//! beside them.

use icu_properties::props::DefaultIgnorableCodePoint;
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};

/// A character by which a name looks other than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misleading {
    /// One of C0 or C1, or DEL: it belongs to no text, and databases do not take all of them.
    #[error("no control characters")]
    Control,
    /// It turns the direction of what follows (`Bidi_Control` of Unicode).
    #[error("no characters that turn the direction of writing")]
    Bidi,
    /// It leaves no trace where it stands (`Default_Ignorable_Code_Point` of Unicode), or only breaks
    /// the line.
    #[error("no characters that nobody sees")]
    Invisible,
    /// White space that nobody sees.
    #[error("no white space at its begin or end")]
    OuterSpace,
}

impl Misleading {
    /// The first of these that a name has by which somebody is known; letters of any script are none.
    pub fn of(name: &str) -> Option<Self> {
        Self::among(name, |name| name.contains(is_invisible))
    }

    /// The first of these that a name has which was given out already, when it was not yet looked at
    /// what nobody sees: it goes on naming who has it.
    pub fn of_given(name: &str) -> Option<Self> {
        Self::among(name, |_| false)
    }

    /// The first of these that a label has, which only people read: there, what shapes the characters
    /// beside it may stand with them.
    pub fn of_label(label: &str) -> Option<Self> {
        Self::among(label, has_invisible_by_itself)
    }

    fn among(text: &str, has_invisible: impl FnOnce(&str) -> bool) -> Option<Self> {
        match () {
            () if text.contains(char::is_control) => Some(Self::Control),
            () if text.contains(is_bidi_control) => Some(Self::Bidi),
            () if has_invisible(text) => Some(Self::Invisible),
            () if text.trim() != text => Some(Self::OuterSpace),
            () => None,
        }
    }
}

/// Whether a character steers what shows a text, in place of standing in it.
pub fn is_steering(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || is_separator(c)
}

fn is_bidi_control(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// They begin another line, where they are heeded.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_invisible(c: char) -> bool {
    const IGNORABLE: CodePointSetDataBorrowed<'_> =
        CodePointSetData::new::<DefaultIgnorableCodePoint>();
    IGNORABLE.contains(c) || is_separator(c) || is_blank(c)
}

/// An empty cell of braille, and what annotates a text out of sight: no property of Unicode names them.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffb}')
}

/// A joiner has its place between two characters that are seen, and a variation selector behind one,
/// as in "\u{2764}\u{fe0f}\u{200d}\u{1f525}" (Unicode 23.2 and 23.4).
fn has_invisible_by_itself(label: &str) -> bool {
    let is_seen = |c: char| !is_invisible(c) && !c.is_whitespace();
    let mut before = None;
    let mut rest = label.chars().peekable();
    while let Some(c) = rest.next() {
        let in_place = match c {
            c if is_selector(c) => before.is_some_and(is_seen),
            '\u{200c}' | '\u{200d}' => {
                before.is_some_and(|c| is_seen(c) || is_selector(c))
                    && rest.peek().is_some_and(|c| is_seen(*c))
            }
            c => !is_invisible(c),
        };
        if !in_place {
            return true;
        }
        before = Some(c);
    }
    false
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_of_text_and_of_direction_and_outer_space_are_told() {
        for (text, expected) in [
            ("a\0", Misleading::Control),
            ("a\tb", Misleading::Control),
            ("\u{7f}", Misleading::Control),
            ("a\u{9f}b", Misleading::Control),
            ("a\u{202e}b", Misleading::Bidi),
            ("\u{2066}a", Misleading::Bidi),
            ("a\u{200f}", Misleading::Bidi),
            (" a", Misleading::OuterSpace),
            ("a\u{a0}", Misleading::OuterSpace),
            ("a\u{2003}", Misleading::OuterSpace),
        ] {
            assert_eq!(Misleading::of(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn a_character_that_steers_is_told_from_one_that_is_shown() {
        assert!(
            ['\n', '\u{1b}', '\u{9b}', '\u{202e}', '\u{2028}', '\u{2029}']
                .into_iter()
                .all(is_steering)
        );
        assert!(!['a', ' ', '\u{a0}', '\u{e9}', '\u{5d0}'].into_iter().any(is_steering));
    }

    #[test]
    fn letters_of_any_script_and_space_between_them_are_fine() {
        for text in ["burger zaken", "burger\u{a0}zaken", "é", "до", "אב", "👩💻", ""] {
            assert_eq!(Misleading::of(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_nobody_sees_is_in_no_name() {
        let ends =
            ['\u{ad}', '\u{34f}', '\u{115f}', '\u{1160}', '\u{17b4}', '\u{17b5}', '\u{180b}'];
        let more =
            ['\u{180f}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2028}', '\u{2029}', '\u{2060}'];
        let high =
            ['\u{206f}', '\u{3164}', '\u{fe00}', '\u{fe0f}', '\u{feff}', '\u{ffa0}', '\u{fff0}'];
        let last = [
            '\u{fff8}',
            '\u{1bca0}',
            '\u{1bca3}',
            '\u{1d173}',
            '\u{1d17a}',
            '\u{e0000}',
            '\u{e0fff}',
        ];
        for unseen in [ends, more, high, last].as_flattened() {
            for name in [format!("a{unseen}b"), format!("{unseen}a"), format!("a{unseen}")] {
                assert_eq!(Misleading::of(&name), Some(Misleading::Invisible), "{name:?}");
            }
        }
    }

    #[test]
    fn what_shapes_its_neighbours_stands_with_them_in_a_label_and_nowhere_else() {
        let family = "👩\u{200d}👩\u{200d}👧";
        let fire = "\u{2764}\u{fe0f}\u{200d}🔥";
        for label in [family, fire, "Hart \u{2764}\u{fe0f}", "می\u{200c}خواهم", "burger zaken"]
        {
            assert_eq!(Misleading::of_label(label), None, "{label:?}");
        }
        for label in [
            "\u{200d}a",
            "a\u{200d}",
            "a\u{200d} b",
            "a \u{200d}b",
            "a\u{200d}\u{200d}b",
            "\u{fe0f}a",
            "a\u{fe0f}\u{fe0f}",
            "a \u{fe0f}",
            "a\u{200d}\u{fe0f}b",
            "a\u{200b}b",
            "a\u{ad}b",
            "\u{3164}",
            "a\u{e0061}b",
            "a\u{2028}b",
            "\u{2800}",
            "a\u{2800}b",
            "a\u{fff9}b\u{fffb}",
        ] {
            assert_eq!(Misleading::of_label(label), Some(Misleading::Invisible), "{label:?}");
        }
        assert_eq!(Misleading::of_label("a\u{202e}b"), Some(Misleading::Bidi));
        assert_eq!(Misleading::of_label(" a"), Some(Misleading::OuterSpace));
    }
}
