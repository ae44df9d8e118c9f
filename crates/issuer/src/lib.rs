//! The authorization server: it issues tokens, keeps applicaties, clients and secrets, and feeds
//! the gateways.
//!
//! It never sees a zaak: what may be done with one is judged by the gateway from the feed. Start
//! reading at [`Issuer`], then `routes` (every path in one list), then `token` (the main job).

mod access;
mod act;
mod admin;
mod app;
mod applicaties;
mod authorize;
mod bearer;
mod client_auth;
mod client_keys;
mod clocks;
mod config;
mod cors;
mod deeds;
mod deliverer;
mod discovery;
mod doctor;
mod explaining;
mod feed;
mod feeds;
mod form;
mod founding;
mod fresh_keys;
mod granting;
mod guesses;
mod health;
mod hooks;
mod insiders;
mod introspection;
mod keeper;
mod key_sets;
mod location;
mod metrics;
mod mirrors;
mod model;
mod notices;
mod oauth;
mod object;
mod onward;
mod pace;
mod pages;
mod passwords;
mod paths;
mod people;
mod person;
mod public_clients;
mod register;
mod registration;
mod resealer;
mod restoring;
mod revoking;
mod rotation;
mod routes;
mod secret;
mod session;
mod settings;
mod start;
mod state;
mod statement_issuers;
mod store;
mod tallies;
mod token;
mod transport;
mod userinfo;
mod uses;

pub use act::acts;
pub use config::{
    AutorisatiesConfig, Database, GatewaysConfig, IssuerConfig, MirrorConfig, Programs,
    StatementIssuerConfig, WebhookConfig,
};
pub use doctor::examine;
pub use founding::{ADMINISTRATOR, Founded, GATEWAY};
pub use restoring::{
    AuditLine, Restored, RestoringError, check_copy, clear, copy, has_sealing_key, note_backup,
    opens, parse_audit, restore,
};
pub use session::SessionLimits;
pub use start::{Issuer, StartError, bring_up_to_date, is_founded};
pub use statement_issuers::KeysFileError;
