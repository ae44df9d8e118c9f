//! Finding by text with one comparison, however much there is to find it among.

use std::borrow::Borrow;
use std::hash::{DefaultHasher, Hasher};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

#[cfg(test)]
pub(crate) mod tests;

/// Values by text. The whole hash is kept beside each, so that a lookup compares a text only
/// where all 64 bits agree. One key may have several values.
#[derive(Debug, Clone)]
pub(crate) struct Index<K, V>(HashTable<Row<K, V>>);

#[derive(Debug, Clone)]
struct Row<K, V> {
    hash: u64,
    key: K,
    value: V,
}

impl<K: Borrow<str>, V> Index<K, V> {
    /// A key with a value of it.
    pub(crate) fn find(&self, text: &str) -> Option<(&K, &V)> {
        let hash = hash(text);
        self.0.find(hash, |row| row.is(hash, text)).map(|row| (&row.key, &row.value))
    }

    /// A value of a key.
    pub(crate) fn get(&self, text: &str) -> Option<&V> {
        self.find(text).map(|(_, value)| value)
    }

    /// Every value of a key.
    pub(crate) fn all(&self, text: &str) -> impl Iterator<Item = &V> {
        let hash = hash(text);
        self.0.iter_hash(hash).filter(move |row| row.is(hash, text)).map(|row| &row.value)
    }

    /// Adds a value, beside those that the key has.
    pub(crate) fn add(&mut self, key: K, value: V) {
        let hash = hash(key.borrow());
        self.0.insert_unique(hash, Row { hash, key, value }, |row| row.hash);
    }

    /// A value of a key, made first if it has none.
    pub(crate) fn get_or_add(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let hash = hash(key.borrow());
        let found = match self.0.entry(hash, |row| row.is(hash, key.borrow()), |row| row.hash) {
            Entry::Occupied(found) => found,
            Entry::Vacant(free) => free.insert(Row { hash, key, value: make() }),
        };
        &mut found.into_mut().value
    }

    /// Keeps only the keys that are to stay.
    pub(crate) fn retain(&mut self, mut stays: impl FnMut(&K) -> bool) {
        self.0.retain(|row| stays(&row.key));
    }

    /// Every key with every value of it, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|row| (&row.key, &row.value))
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<K, V> Default for Index<K, V> {
    fn default() -> Self {
        Self(HashTable::new())
    }
}

impl<K: Borrow<str>, V> Row<K, V> {
    fn is(&self, hash: u64, text: &str) -> bool {
        self.hash == hash && self.reads(text)
    }

    fn reads(&self, text: &str) -> bool {
        #[cfg(test)]
        tests::count();
        self.key.borrow() == text
    }
}

/// The same in every process: keys come from administrators, so nobody else can make them collide.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}
