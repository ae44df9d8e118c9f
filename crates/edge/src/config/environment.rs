//! Overrides from the environment: `ZAAKPOORT__ISSUER__PUBLIC_URL` over `issuer.public_url`.

/// The variables of this process that override a key.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The variable that overrides a key such as `issuer.public_url`.
pub fn variable(key: &str) -> String {
    format!("ZAAKPOORT__{}", key.replace('.', "__").to_ascii_uppercase())
}
