//! TLS, at both servers and on every connection of ours; and proxies that end it in front.

mod chain;
mod notificaties;
mod proxies;
mod refusals;
mod renewals;
mod servers;

/// Every case of this folder.
pub(crate) const SUITES: &[&[crate::Case]] = &[
    chain::HOUSE,
    notificaties::CASES,
    proxies::CASES,
    refusals::HOUSE,
    renewals::HOUSE,
    servers::HOUSE,
];
