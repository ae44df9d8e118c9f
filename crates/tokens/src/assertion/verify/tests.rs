//! Which assertions pass, and by what each of the others is stopped.

mod claims;
mod forge;
mod forms;
mod properties;
mod signatures;
