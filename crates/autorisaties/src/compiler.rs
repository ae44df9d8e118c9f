//! Compiles many applicaties, whose autorisaties name the same few hundred types over and over.

use crate::index::Index;
use crate::{Applicatie, Rights, TypeAliases, TypeUrl};

/// Below this many types it is not worth looking which are still in use.
const FEW: usize = 1024;

/// Compiles applicaties one by one into [`Rights`] that share the texts of their type URLs. Ten
/// thousand that name the same five hundred types take less than half the memory of as many calls
/// of [`Rights::compile`], and their verdicts a third less time: a text that all share stays in
/// the processor's cache.
#[derive(Debug)]
pub struct Compiler {
    aliases: TypeAliases,
    types: Index<TypeUrl, ()>,
    /// As many types that it pays to look which are still in use.
    full: usize,
}

impl Compiler {
    /// A compiler for applicaties whose types have these aliases.
    pub fn new(aliases: TypeAliases) -> Self {
        Self { aliases, types: Index::default(), full: FEW }
    }

    /// What an applicatie may do, compiled.
    pub fn compile(&mut self, applicatie: &Applicatie) -> Rights {
        Rights::compile_by(self, applicatie)
    }

    pub(crate) fn aliases(&self) -> &TypeAliases {
        &self.aliases
    }

    /// The URL that a URL stands for, sharing its text with all that were asked for before.
    pub(crate) fn share(&mut self, url: &TypeUrl) -> TypeUrl {
        let url = self.aliases.canonical(url);
        if let Some((known, ())) = self.types.find(url.as_str()) {
            return known.clone();
        }
        if self.types.len() >= self.full {
            self.types.retain(TypeUrl::is_shared);
            self.full = FEW.max(2 * self.types.len());
        }
        self.types.add(url.clone(), ());
        url
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn url(number: usize) -> TypeUrl {
        TypeUrl::parse(&format!("https://zaken.example/{number}")).unwrap()
    }

    #[test]
    fn the_same_type_has_one_text() {
        let mut compiler = Compiler::new(TypeAliases::default());
        let (one, other) = (compiler.share(&url(1)), compiler.share(&url(1)));
        assert_eq!(one, url(1));
        assert!(std::ptr::eq(one.as_str(), other.as_str()));
    }

    #[test]
    fn types_that_nothing_uses_any_more_are_forgotten_and_others_are_not() {
        let mut compiler = Compiler::new(TypeAliases::default());
        let used: Vec<TypeUrl> = (0..10).map(|number| compiler.share(&url(number))).collect();
        for number in 10..10 * FEW {
            compiler.share(&url(number));
            assert!(compiler.types.len() <= FEW);
        }
        for (number, url_in_use) in used.iter().enumerate() {
            let again = compiler.share(&url(number));
            assert!(std::ptr::eq(again.as_str(), url_in_use.as_str()));
        }
    }

    #[test]
    fn while_there_are_few_nobody_looks_which_are_in_use() {
        let mut compiler = Compiler::new(TypeAliases::default());
        for number in 0..FEW {
            compiler.share(&url(number));
        }
        assert_eq!(compiler.types.len(), FEW);
    }

    #[test]
    fn types_in_use_are_all_kept_however_many() {
        let mut compiler = Compiler::new(TypeAliases::default());
        let used: Vec<TypeUrl> = (0..3 * FEW).map(|number| compiler.share(&url(number))).collect();
        assert_eq!(compiler.types.len(), used.len());
        assert!(compiler.full > used.len(), "the next one would look through them all again");
    }
}
