//! The issuer's endpoints under `/connect`.

pub(crate) mod jwks;
pub(crate) mod token;
