//! A map that is cheap to copy with one entry changed: a fixed number of shared parts.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashMap};

/// At 10,000 entries a change copies about 40.
const SHARDS: usize = 256;

/// A map whose copies share every part that did not change.
#[derive(Debug, Clone)]
pub(super) struct Shards<K, V> {
    hasher: DefaultHashBuilder,
    parts: Box<[Arc<HashMap<K, V>>]>,
}

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        let empty = Arc::new(HashMap::default());
        Self { hasher: DefaultHashBuilder::default(), parts: vec![empty; SHARDS].into() }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Shards<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.parts[self.part_of(key)].get(key)
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        let part = self.part_of(&key);
        Arc::make_mut(&mut self.parts[part]).insert(key, value);
    }

    pub(super) fn remove(&mut self, key: &K) {
        let part = self.part_of(key);
        Arc::make_mut(&mut self.parts[part]).remove(key);
    }

    fn part_of(&self, key: &K) -> usize {
        // The remainder is below SHARDS, which fits.
        usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inserted_is_found_until_it_is_removed() {
        let mut map = Shards::default();
        (0..1000).for_each(|n| map.insert(n, n * 2));
        assert!((0..1000).all(|n| map.get(&n) == Some(&(n * 2))));
        map.remove(&500);
        assert_eq!((map.get(&500), map.get(&501)), (None, Some(&1002)));
    }

    #[test]
    fn a_copy_keeps_what_it_had_and_shares_what_stayed() {
        let mut map = Shards::default();
        (0..1000).for_each(|n| map.insert(n, n));
        let before = map.clone();
        map.insert(7, 70);
        assert_eq!((before.get(&7), map.get(&7)), (Some(&7), Some(&70)));
        let shared = before.parts.iter().zip(&map.parts).filter(|(a, b)| Arc::ptr_eq(a, b)).count();
        assert_eq!(shared, SHARDS - 1);
    }
}
