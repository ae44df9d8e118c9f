//! The word that was probably meant: for refusals of what nobody knows.

/// How alike two words must be for the one to be suggested for the other, from 0 to 1.
const ALIKE: f64 = 0.6;

/// The known word that is most like this one, if any is like it.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(word, known);
    let ranked = known.into_iter().map(|known| (likeness(known), known));
    let (likeness, known) = ranked.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness >= ALIKE).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_is_suggested_and_nothing_where_none_is_like_it() {
        let known = ["label", "expires_at", "overlap"];
        assert_eq!(nearest("lable", known), Some("label"));
        assert_eq!(nearest("expiresAt", known), Some("expires_at"));
        assert_eq!(nearest("scope", known), None);
        assert_eq!(nearest("label", []), None);
    }
}
