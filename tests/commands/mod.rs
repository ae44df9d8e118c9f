//! The commands, as a person runs them.

pub(crate) mod administration;
mod apis;
mod audit;
mod client_settings;
mod configuration;
mod deployed;
pub(crate) mod desired;
mod desired_faults;
mod desired_openzaak;
mod doctor;
mod doctor_upstreams;
mod first_start;
mod grants;
pub(crate) mod import;
mod import_preview;
mod import_secrets;
mod lifecycle;
mod logging;
mod lost_database;
mod manual;
mod public_keys;
mod readme;
mod registration_tokens;
mod resources;
mod restoring;
mod showing;
mod statement_issuers;
mod token_revoke;
mod unwritable;
mod users;
mod zgw_keys;

/// Every case of this folder.
pub(crate) const SUITES: &[&[crate::Case]] = &[
    administration::CASES,
    apis::CASES,
    audit::CASES,
    client_settings::CASES,
    configuration::CASES,
    configuration::HOUSE,
    deployed::CASES,
    deployed::HOUSE,
    doctor::CASES,
    doctor::HOUSE,
    doctor::SERVER,
    doctor_upstreams::CASES,
    desired::CASES,
    desired_faults::CASES,
    desired_openzaak::CASES,
    first_start::CASES,
    grants::CASES,
    import::CASES,
    import_preview::CASES,
    import_secrets::CASES,
    lifecycle::CASES,
    logging::CASES,
    lost_database::HOUSE,
    manual::CASES,
    manual::HOUSE,
    public_keys::CASES,
    readme::CASES,
    registration_tokens::CASES,
    resources::HOUSE,
    restoring::CASES,
    showing::HOUSE,
    statement_issuers::HOUSE,
    token_revoke::CASES,
    unwritable::CASES,
    users::CASES,
    zgw_keys::CASES,
];
