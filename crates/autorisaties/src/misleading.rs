//! What makes a name look like another: characters that nobody sees, or that move what stands
//! beside them.

/// A character by which a name looks other than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misleading {
    /// One of C0 or C1, or DEL: it belongs to no text, and databases do not take all of them.
    #[error("no control characters")]
    Control,
    /// It turns the direction of what follows (`Bidi_Control` of Unicode).
    #[error("no characters that turn the direction of writing")]
    Bidi,
    /// White space that nobody sees.
    #[error("no white space at its begin or end")]
    OuterSpace,
}

impl Misleading {
    /// The first of these that a text has; letters of any script are none.
    pub fn of(text: &str) -> Option<Self> {
        match () {
            () if text.contains(char::is_control) => Some(Self::Control),
            () if text.contains(is_bidi_control) => Some(Self::Bidi),
            () if text.trim() != text => Some(Self::OuterSpace),
            () => None,
        }
    }
}

/// Whether a character steers what shows a text, in place of standing in it.
pub fn is_steering(c: char) -> bool {
    c.is_control() || is_bidi_control(c)
}

fn is_bidi_control(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
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
        assert!(['\n', '\u{1b}', '\u{9b}', '\u{202e}'].into_iter().all(is_steering));
        assert!(!['a', ' ', '\u{a0}', '\u{e9}', '\u{5d0}'].into_iter().any(is_steering));
    }

    #[test]
    fn letters_of_any_script_and_space_between_them_are_fine() {
        for text in ["burger zaken", "burger\u{a0}zaken", "é", "до", "אב", "👩\u{200d}💻", ""]
        {
            assert_eq!(Misleading::of(text), None, "{text:?}");
        }
    }
}
