//! What an index finds, and with how many comparisons.

use std::cell::Cell;

use super::*;

thread_local! {
    static COMPARISONS: Cell<u64> = const { Cell::new(0) };
}

/// Called for each comparison of two texts.
pub(super) fn count() {
    COMPARISONS.set(COMPARISONS.get() + 1);
}

/// How many texts were compared, in any index, while something ran.
pub(crate) fn comparisons_in<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let before = COMPARISONS.get();
    let result = run();
    (result, COMPARISONS.get() - before)
}

fn index(rows: &[(&'static str, u32)]) -> Index<&'static str, u32> {
    let mut index = Index::default();
    for (key, value) in rows {
        index.add(*key, *value);
    }
    index
}

#[test]
fn a_key_has_all_its_values_and_no_others() {
    let index = index(&[("a", 1), ("b", 2), ("a", 3)]);
    let all = |text| {
        let mut values: Vec<u32> = index.all(text).copied().collect();
        values.sort_unstable();
        values
    };
    assert_eq!(all("a"), [1, 3]);
    assert_eq!(all("b"), [2]);
    assert_eq!(all("A"), []);
    assert_eq!((index.get("b"), index.get("ab")), (Some(&2), None));
    assert_eq!((index.len(), index.iter().count()), (3, 3));
}

#[test]
fn a_value_is_made_once() {
    let mut index = index(&[("a", 1)]);
    assert_eq!(*index.get_or_add("a", || 7), 1);
    assert_eq!(*index.get_or_add("b", || 7), 7);
    assert_eq!((index.get("b"), index.len()), (Some(&7), 2));
}

#[test]
fn what_need_not_stay_is_gone() {
    let mut index = index(&[("a", 1), ("b", 2)]);
    index.retain(|key| *key == "b");
    assert_eq!((index.get("a"), index.get("b"), index.len()), (None, Some(&2), 1));
}

#[test]
fn finding_compares_once_and_not_finding_never() {
    let keys: Vec<String> = (0..10_000).map(|number| format!("key-{number}")).collect();
    let mut index = Index::default();
    for key in &keys {
        index.add(key.as_str(), ());
    }
    for key in &keys {
        assert_eq!(comparisons_in(|| index.get(key).is_some()), (true, 1));
        assert_eq!(comparisons_in(|| index.get(&key[1..]).is_some()), (false, 0));
    }
}
