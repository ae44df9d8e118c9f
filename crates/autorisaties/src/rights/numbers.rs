//! A set of small numbers: one machine word as long as none is above 63.

use std::slice;

/// The numbers that an applicatie's scopes have, some of them.
#[derive(Debug, Clone)]
pub(super) enum Numbers {
    /// All below 64: every applicatie that keeps to the scopes of the standard.
    Few(u64),
    /// Any, 64 to a word.
    Many(Box<[u64]>),
}

impl Numbers {
    pub(super) fn contains(&self, number: usize) -> bool {
        self.word(number / 64) & bit(number) != 0
    }

    /// All numbers of either.
    pub(super) fn union(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Few(one), Self::Few(other)) => Self::Few(one | other),
            (one, other) => {
                let length = one.words().len().max(other.words().len());
                Self::Many((0..length).map(|at| one.word(at) | other.word(at)).collect())
            }
        }
    }

    fn word(&self, at: usize) -> u64 {
        self.words().get(at).copied().unwrap_or_default()
    }

    fn words(&self) -> &[u64] {
        match self {
            Self::Few(word) => slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Few(0)
    }
}

impl FromIterator<usize> for Numbers {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        let mut words = vec![0];
        for number in numbers {
            if words.len() <= number / 64 {
                words.resize(number / 64 + 1, 0);
            }
            words[number / 64] |= bit(number);
        }
        match *words {
            [word] => Self::Few(word),
            _ => Self::Many(words.into()),
        }
    }
}

fn bit(number: usize) -> u64 {
    1 << (number % 64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const MOST: usize = 200;

    fn any_numbers() -> impl Strategy<Value = BTreeSet<usize>> {
        // Sets of one word and of several.
        prop_oneof![
            prop::collection::btree_set(0..64_usize, 0..5),
            prop::collection::btree_set(0..MOST, 0..5),
        ]
    }

    fn listed(numbers: &Numbers) -> Vec<usize> {
        (0..MOST + 64).filter(|number| numbers.contains(*number)).collect()
    }

    #[test]
    fn the_last_number_of_a_word_is_not_the_first_of_the_next() {
        for number in [0, 63, 64, 127, 128] {
            assert_eq!(listed(&[number].into_iter().collect()), [number]);
        }
        assert_eq!(listed(&Numbers::default()), []);
    }

    #[test]
    fn numbers_come_in_any_order() {
        assert_eq!(listed(&[130, 1, 64].into_iter().collect()), [1, 64, 130]);
    }

    #[test]
    fn a_set_has_as_many_words_as_its_largest_number_needs_and_below_64_one() {
        for (number, words) in [(63, 1), (64, 2), (130, 3)] {
            let numbers: Numbers = [1, number].into_iter().collect();
            assert_eq!(numbers.words().len(), words, "{number}");
            assert_eq!(matches!(numbers, Numbers::Few(_)), words == 1, "{number}");
        }
    }

    #[test]
    fn what_both_hold_their_union_holds() {
        for list in [[1, 63], [1, 130]] {
            let numbers = || list.into_iter().collect::<Numbers>();
            assert_eq!(listed(&numbers().union(&numbers())), list);
        }
    }

    proptest! {
        #[test]
        fn a_set_holds_what_was_put_in_and_a_union_what_either_holds(
            one in any_numbers(),
            other in any_numbers(),
        ) {
            let numbers = |set: &BTreeSet<usize>| set.iter().copied().collect::<Numbers>();
            prop_assert_eq!(listed(&numbers(&one)), one.iter().copied().collect::<Vec<_>>());
            let union: Vec<usize> = one.union(&other).copied().collect();
            prop_assert_eq!(listed(&numbers(&one).union(&numbers(&other))), union);
        }
    }
}
