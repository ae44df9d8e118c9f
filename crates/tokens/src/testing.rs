//! Fixed keys, a fixed moment and a forge, for this crate's tests.
