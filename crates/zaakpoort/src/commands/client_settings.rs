//! `zaakpoort client create|change|lint`: from flags to the members of the admin API, and what a look
//! at a client's settings says.

use clap::ValueEnum;
use http::Method;
use serde_json::{Map, Value, json};

use super::client::{SHOWN, at, name};
use super::member;
use super::setting_names::{Setting, in_flags};
use crate::admin::Session;
use crate::cli::{LintProfile, SettingArgs};
use crate::failure::Failure;
use crate::said::counted;
use crate::table::{self, Column};

const BROKEN: &[Column] = &[("section", "section"), ("weight", "weight"), ("rule", "rule")];

/// What the flags say, and nothing of what they do not.
pub(super) fn settings(args: &SettingArgs) -> Map<String, Value> {
    let members = [
        ("audiences", json!(args.audiences)),
        ("extra_scopes", json!(args.extra_scopes)),
        ("access_token_lifetime", json!(args.access_token_lifetime)),
        ("oauth", Value::Object(oauth(args))),
    ];
    said(members)
}

fn oauth(args: &SettingArgs) -> Map<String, Value> {
    let organisation = [
        ("orgcode", json!(args.orgcode)),
        ("orgnaam", json!(args.orgnaam)),
        ("applicatienaam", json!(args.applicatienaam)),
        ("rsin", json!(args.rsin)),
        ("oin", json!(args.oin)),
    ];
    let names = [("nl", json!(args.name_nl)), ("en", json!(args.name_en))];
    said([
        ("profile", word(args.profile.as_ref())),
        ("client_name", json!(args.name)),
        ("client_names", Value::Object(said(names))),
        ("application_type", word(args.application_type.as_ref())),
        ("grant_types", words(args.grants.as_deref())),
        ("token_endpoint_auth_method", word(args.authentication.as_ref())),
        ("redirect_uris", json!(args.redirect_uris)),
        ("post_logout_redirect_uris", json!(args.post_logout_redirect_uris)),
        ("cors_origins", json!(args.cors_origins)),
        ("default_scopes", json!(args.default_scopes)),
        ("only_scopes", json!(args.only_scopes)),
        ("token_format", word(args.token_format.as_ref())),
        ("signing_algorithm", json!(args.signing_algorithm)),
        ("id_token_signed_response_alg", json!(args.id_token_algorithm)),
        ("require_pkce", json!(args.require_pkce)),
        ("require_pushed_authorization_requests", json!(args.require_par)),
        ("refresh_token_idle_lifetime", json!(args.refresh_token_idle_lifetime)),
        ("refresh_token_lifetime", json!(args.refresh_token_lifetime)),
        ("jwks_uri", json!(args.jwks_uri)),
        ("token_endpoint_auth_signing_alg", json!(args.assertion_algorithm)),
        ("assertion_lifetime", json!(args.assertion_lifetime)),
        ("assertion_tolerance", word(args.assertion_tolerance.as_ref())),
        ("organisation", Value::Object(said(organisation))),
    ])
}

/// The members that say something.
pub(super) fn said<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    let empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
    let says = |(_, value): &(&str, Value)| !value.is_null() && !empty(value);
    let members = members.into_iter().filter(says);
    members.map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn word(value: Option<&impl ValueEnum>) -> Value {
    json!(value.map(name))
}

fn words(values: Option<&[impl ValueEnum]>) -> Value {
    json!(values.map(|values| values.iter().map(name).collect::<Vec<_>>()))
}

/// A client with its settings, as the admin API names them.
pub(super) fn shown(client: &Value) -> String {
    let settings = client["oauth"].as_object().into_iter().flatten();
    let longest = settings.clone().map(|(name, _)| name.len()).max().unwrap_or_default();
    let line =
        |(name, value): (&String, &Value)| format!("{name:longest$}  {}", table::cell(value));
    let settings: Vec<String> = settings.map(line).collect();
    let settings = if settings.is_empty() {
        "all as they are by default".into()
    } else {
        settings.join("\n  ")
    };
    let next = client["applicatie"].as_str().map_or_else(String::new, |applicatie| {
        format!("\nWhat it may do: zaakpoort applicatie show {}", table::printable(applicatie))
    });
    format!("{}\nhow it may ask for tokens:\n  {settings}{next}", table::record(client, SHOWN))
}

/// Changes what the flags name, and brings back to its default what is to be unset.
pub(super) async fn change(
    session: &Session,
    client_id: &str,
    args: &SettingArgs,
    unset: &[Setting],
) -> Result<(), Failure> {
    let mut patch = settings(args);
    for setting in unset {
        setting.forget(&mut patch);
    }
    if patch.is_empty() {
        return Err(Failure::Input(
            "nothing to change: name a setting, or `--unset SETTING` to bring one back to its default"
                .to_owned(),
        ));
    }
    let changed = session.call(Method::PATCH, &at(client_id), Some(Value::Object(patch))).await;
    let changed = changed.map_err(reworded)?;
    session.print(&changed, |changed| {
        format!(
            "client {} is changed; in force at every connected gateway within a second\n\
             See all of it: zaakpoort client show {client_id}",
            member(changed, "client_id")
        )
    })
}

/// A refusal in the words of the command line.
pub(super) fn reworded(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(text) => Failure::Refused(in_flags(&text)),
        other => other,
    }
}

/// Prints each rule that a client breaks; one that is demanded is a failure.
pub(super) async fn lint(
    session: &Session,
    client_id: &str,
    profile: LintProfile,
) -> Result<(), Failure> {
    let profile = name(&profile);
    let path = format!("{}/lint?profile={profile}", at(client_id));
    let lint = session.call(Method::GET, &path, None).await?;
    let broken = lint["broken"].as_array().map(Vec::as_slice).unwrap_or_default();
    session.print(&lint, |_| linted(broken, client_id, &profile))?;
    let demanded = broken.iter().filter(|rule| rule["weight"] == "demanded").count();
    if demanded == 0 {
        return Ok(());
    }
    let rules = counted(demanded, "rule", "rules");
    Err(Failure::Breach(format!(
        "client {client_id} breaks {rules} that the profile {profile} demands"
    )))
}

fn linted(broken: &[Value], client_id: &str, profile: &str) -> String {
    let none = format!("client {client_id} keeps every rule of the profile {profile}");
    let mut told = broken.to_vec();
    for rule in &mut told {
        rule["rule"] = in_flags(rule["rule"].as_str().unwrap_or("?")).into();
    }
    let how = format!("\n\nChange a setting: zaakpoort client change {client_id} --SETTING VALUE");
    let how = if broken.is_empty() { "" } else { &how };
    format!("{}{how}", table::list(&told, BROKEN, &none))
}
