//! A map that is cheap to copy with one entry changed: a fixed number of shared parts.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// At 10,000 entries a change copies about 40.
const SHARDS: usize = 256;

/// A map whose copies share every part that did not change. The whole hash is kept beside each
/// key, so that a lookup compares a key only where all 64 bits agree, however many there are.
#[derive(Debug, Clone)]
pub(super) struct Shards<K, V> {
    hasher: DefaultHashBuilder,
    parts: Box<[Part<K, V>]>,
}

/// Copied when a row of it changes.
type Part<K, V> = Arc<HashTable<Row<K, V>>>;

#[derive(Debug, Clone)]
struct Row<K, V> {
    hash: u64,
    key: K,
    value: V,
}

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        let empty = Arc::new(HashTable::new());
        Self { hasher: DefaultHashBuilder::default(), parts: vec![empty; SHARDS].into() }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Shards<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let hash = self.hasher.hash_one(key);
        let row = self.parts[part_of(hash)].find(hash, |row| row.is(hash, key))?;
        Some(&row.value)
    }

    /// Gives back what was there before.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        let part = Arc::make_mut(&mut self.parts[part_of(hash)]);
        match part.entry(hash, |row| row.is(hash, &key), |row| row.hash) {
            Entry::Occupied(mut found) => {
                Some(std::mem::replace(&mut found.get_mut().value, value))
            }
            Entry::Vacant(free) => {
                free.insert(Row { hash, key, value });
                None
            }
        }
    }

    /// Gives back what was there.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let hash = self.hasher.hash_one(key);
        let part = Arc::make_mut(&mut self.parts[part_of(hash)]);
        let found = part.find_entry(hash, |row| row.is(hash, key)).ok()?;
        Some(found.remove().0.value)
    }
}

impl<K: Eq, V> Row<K, V> {
    fn is(&self, hash: u64, key: &K) -> bool {
        self.hash == hash && self.names(key)
    }

    fn names(&self, key: &K) -> bool {
        #[cfg(test)]
        tests::count();
        self.key == *key
    }
}

/// From the middle of the hash: a part finds its rows by both ends, which must differ within it.
fn part_of(hash: u64) -> usize {
    // The remainder is below SHARDS, which fits.
    usize::try_from((hash >> 32) % SHARDS as u64).unwrap_or(0)
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static COMPARISONS: Cell<u64> = const { Cell::new(0) };
    }

    /// Called for each comparison of two keys.
    pub(super) fn count() {
        COMPARISONS.set(COMPARISONS.get() + 1);
    }

    /// How many keys were compared, in any map, while something ran.
    pub(in crate::state) fn comparisons_in<T>(run: impl FnOnce() -> T) -> (T, u64) {
        let before = COMPARISONS.get();
        let result = run();
        (result, COMPARISONS.get() - before)
    }

    #[test]
    fn what_is_inserted_is_found_until_it_is_removed() {
        let mut map = Shards::default();
        (0..1000).for_each(|n| assert_eq!(map.insert(n, n * 2), None));
        assert!((0..1000).all(|n| map.get(&n) == Some(&(n * 2))));
        assert_eq!((map.remove(&500), map.remove(&500)), (Some(1000), None));
        assert_eq!((map.get(&500), map.get(&501)), (None, Some(&1002)));
    }

    #[test]
    fn a_copy_keeps_what_it_had_and_shares_what_stayed() {
        let mut map = Shards::default();
        (0..1000).for_each(|n| assert_eq!(map.insert(n, n), None));
        let before = map.clone();
        map.insert(7, 70);
        assert_eq!((before.get(&7), map.get(&7)), (Some(&7), Some(&70)));
        let shared = before.parts.iter().zip(&map.parts).filter(|(a, b)| Arc::ptr_eq(a, b)).count();
        assert_eq!(shared, SHARDS - 1);
    }
}
