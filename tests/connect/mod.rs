//! The issuer's endpoints under `/connect`.

use crate::Case;

pub(crate) mod authorize;
mod cors;
mod endsession;
pub(crate) mod introspect;
mod jwks;
mod library;
mod library_openid;
pub(crate) mod refresh;
pub(crate) mod register;
mod revocation;
pub(crate) mod token;
mod userinfo;

pub(crate) const SUITES: &[&[Case]] = &[
    authorize::clients::CASES,
    authorize::codes::CASES,
    authorize::floods::CASES,
    authorize::hints::CASES,
    authorize::locales::CASES,
    authorize::pages::CASES,
    authorize::par::CASES,
    authorize::passing_time::CASES,
    authorize::pushing::CASES,
    authorize::requests::CASES,
    cors::CASES,
    endsession::CASES,
    introspect::CASES,
    introspect::apis::CASES,
    introspect::audience::CASES,
    jwks::CASES,
    library::CASES,
    library_openid::CASES,
    refresh::clients::CASES,
    refresh::ending::CASES,
    refresh::judged::CASES,
    refresh::passing::CASES,
    refresh::races::CASES,
    refresh::revoked::CASES,
    refresh::rotation::CASES,
    refresh::scope::CASES,
    refresh::secrecy::CASES,
    register::answers::CASES,
    register::floods::CASES,
    register::keys::CASES,
    register::metadata::CASES,
    register::names::CASES,
    register::odd::CASES,
    register::scopes::CASES,
    register::statements::CASES,
    register::story::CASES,
    register::tokens::CASES,
    register::unseen::CASES,
    register::users::CASES,
    revocation::CASES,
    token::CASES,
    token::assertions::CASES,
    token::assertions::claims::CASES,
    token::assertions::forms::CASES,
    token::assertions::jwks_uri::CASES,
    token::assertions::keys::CASES,
    token::assertions::methods::CASES,
    token::assertions::secrecy::CASES,
    token::audience::CASES,
    token::basic::CASES,
    token::claims::CASES,
    token::errors::CASES,
    token::form::CASES,
    token::guesses::CASES,
    token::hashing::CASES,
    token::media::CASES,
    token::scope::CASES,
    token::secrecy::CASES,
    token::secrets::CASES,
    token::signing::CASES,
    token::stopping::CASES,
    userinfo::CASES,
];
