//! Type URLs that are one and the same: the tables `type_alias` of a section.

use autorisaties::TypeAliases;

use super::{Section, parse};

/// Reads them; what contradicts itself is a fault of the section.
pub fn read(section: &mut Section<'_>) -> Option<TypeAliases> {
    let pairs = section.tables("type_alias", |alias| {
        let from = alias.required("from", parse::string);
        let to = alias.required("to", parse::string);
        Some((from?, to?))
    })?;
    match TypeAliases::new(pairs) {
        Ok(aliases) => Some(aliases),
        Err(error) => {
            section.fault("type_alias", error.to_string());
            None
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::config::Document;

    fn said(alias: &str) -> Result<TypeAliases, String> {
        let mut document =
            Document::parse("test", &format!("[s]\ntype_alias = [{alias}]"), []).unwrap();
        let aliases = document.section("s", read);
        match document.finish() {
            Ok(()) => Ok(aliases.unwrap()),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn a_type_has_the_name_that_is_said_and_others_keep_theirs() {
        let aliases = said("{ from = 'https://oud.example', to = 'https://nieuw.example' }");
        let pair = ("https://oud.example".to_owned(), "https://nieuw.example".to_owned());
        assert_eq!(aliases, Ok(TypeAliases::new([pair]).unwrap()));
        assert_eq!(said(""), Ok(TypeAliases::default()));
    }

    #[test]
    fn what_is_left_out_or_contradicts_itself_is_a_fault() {
        let odd = said("{ from = 'oud', to = 'https://nieuw.example' }").unwrap_err();
        assert!(odd.contains("s.type_alias") && odd.contains("no absolute URL"), "{odd}");
        let half = said("{ from = 'https://oud.example' }").unwrap_err();
        assert!(half.contains("needs `to`"), "{half}");
    }
}
