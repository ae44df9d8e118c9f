//! The database's shape, one file per migration, for SQLite and PostgreSQL alike.
//!
//! All that is missing runs in one transaction: killed halfway, nothing has happened. A migration
//! that has been released is never changed; the next one changes what it made.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the library's trait elides them, and async-trait tells the two apart"
)]

use sea_orm_migration::prelude::*;

mod columns;
mod m0001_applicaties;
mod m0002_clients;
mod m0003_credentials;
mod m0004_keys;
mod m0005_changes;
mod m0006_audit;
mod m0007_key_times;
mod m0008_audit_addresses;
mod m0009_autorisaties_api;
mod m0010_audit_before_after;
mod m0011_sealed_credentials;
mod m0012_outbox;
mod m0013_upstream_keys;
mod m0014_autorisaties_in_order;
mod m0015_client_oauth;
mod m0016_revocations;
mod m0017_access_tokens;
mod m0018_apis;
mod m0019_users;
mod m0020_used_assertions;
mod m0021_authorizations;
mod m0022_api_tokens;
mod m0023_pushed_requests;
mod m0024_grants;
mod m0025_registration_tokens;
mod m0026_consent_audiences;
mod m0027_issued_before;
mod m0028_bindings;
mod m0029_mirrored;
mod m0030_warned;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_applicaties::Migration),
            Box::new(m0002_clients::Migration),
            Box::new(m0003_credentials::Migration),
            Box::new(m0004_keys::Migration),
            Box::new(m0005_changes::Migration),
            Box::new(m0006_audit::Migration),
            Box::new(m0007_key_times::Migration),
            Box::new(m0008_audit_addresses::Migration),
            Box::new(m0009_autorisaties_api::Migration),
            Box::new(m0010_audit_before_after::Migration),
            Box::new(m0011_sealed_credentials::Migration),
            Box::new(m0012_outbox::Migration),
            Box::new(m0013_upstream_keys::Migration),
            Box::new(m0014_autorisaties_in_order::Migration),
            Box::new(m0015_client_oauth::Migration),
            Box::new(m0016_revocations::Migration),
            Box::new(m0017_access_tokens::Migration),
            Box::new(m0018_apis::Migration),
            Box::new(m0019_users::Migration),
            Box::new(m0020_used_assertions::Migration),
            Box::new(m0021_authorizations::Migration),
            Box::new(m0022_api_tokens::Migration),
            Box::new(m0023_pushed_requests::Migration),
            Box::new(m0024_grants::Migration),
            Box::new(m0025_registration_tokens::Migration),
            Box::new(m0026_consent_audiences::Migration),
            Box::new(m0027_issued_before::Migration),
            Box::new(m0028_bindings::Migration),
            Box::new(m0029_mirrored::Migration),
            Box::new(m0030_warned::Migration),
        ]
    }
}
