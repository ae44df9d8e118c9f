//! What a setting of a client is called: by its flag on the command line, and by its member in the admin
//! API, where OAuth settings have the names of RFC 7591. Whoever knows one may say it.

use std::borrow::Cow;

use edge::nearest::nearest;
use serde_json::{Map, Value, json};

/// Where a setting stands in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Client,
    OAuth,
    /// In this member of the OAuth settings.
    Within(&'static str),
}

/// A setting by its two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting {
    flag: &'static str,
    member: &'static str,
    home: Home,
}

const fn own(flag: &'static str, member: &'static str) -> Setting {
    Setting { flag, member, home: Home::Client }
}

const fn oauth(flag: &'static str, member: &'static str) -> Setting {
    Setting { flag, member, home: Home::OAuth }
}

const fn organisation(flag: &'static str) -> Setting {
    Setting { flag, member: flag, home: Home::Within("organisation") }
}

const fn name_in(flag: &'static str, language: &'static str) -> Setting {
    Setting { flag, member: language, home: Home::Within("client_names") }
}

const SETTINGS: &[Setting] = &[
    own("audience", "audiences"),
    own("extra-scope", "extra_scopes"),
    own("access-token-lifetime", "access_token_lifetime"),
    oauth("profile", "profile"),
    oauth("name", "client_name"),
    name_in("name-nl", "nl"),
    name_in("name-en", "en"),
    oauth("application-type", "application_type"),
    oauth("grant", "grant_types"),
    oauth("authentication", "token_endpoint_auth_method"),
    oauth("redirect-uri", "redirect_uris"),
    oauth("post-logout-redirect-uri", "post_logout_redirect_uris"),
    oauth("cors-origin", "cors_origins"),
    oauth("default-scope", "default_scopes"),
    oauth("only-scope", "only_scopes"),
    oauth("token-format", "token_format"),
    oauth("signing-algorithm", "signing_algorithm"),
    oauth("id-token-algorithm", "id_token_signed_response_alg"),
    oauth("require-pkce", "require_pkce"),
    oauth("require-par", "require_pushed_authorization_requests"),
    oauth("refresh-token-idle-lifetime", "refresh_token_idle_lifetime"),
    oauth("refresh-token-lifetime", "refresh_token_lifetime"),
    oauth("jwks-uri", "jwks_uri"),
    oauth("assertion-algorithm", "token_endpoint_auth_signing_alg"),
    oauth("assertion-lifetime", "assertion_lifetime"),
    oauth("assertion-tolerance", "assertion_tolerance"),
    organisation("orgcode"),
    organisation("orgnaam"),
    organisation("applicatienaam"),
    organisation("rsin"),
    organisation("oin"),
];

impl Setting {
    /// The setting that a text names, as `--authentication`, `authentication` or
    /// `token_endpoint_auth_method`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let said = text.trim_start_matches('-');
        let same = |name: &str| name.replace('_', "-") == said.replace('_', "-");
        let found = SETTINGS.iter().find(|one| same(one.flag) || same(&one.path()));
        found.copied().ok_or_else(|| unknown(said))
    }

    /// Names it as null in a change, which brings back its default (RFC 7396).
    pub(super) fn forget(self, patch: &mut Map<String, Value>) {
        let within = |members: &mut Map<String, Value>, name: &str, inner: Value| {
            let member = members.entry(name).or_insert_with(|| json!({}));
            if let (Some(member), Value::Object(inner)) = (member.as_object_mut(), inner) {
                member.extend(inner);
            }
        };
        match self.home {
            Home::Client => drop(patch.insert(self.member.to_owned(), Value::Null)),
            Home::OAuth => within(patch, "oauth", json!({ self.member: null })),
            Home::Within(place) => {
                within(patch, "oauth", json!({}));
                if let Some(oauth) = patch.get_mut("oauth").and_then(Value::as_object_mut) {
                    within(oauth, place, json!({ self.member: null }));
                }
            }
        }
    }

    /// What the admin API calls it.
    fn path(self) -> Cow<'static, str> {
        match self.home {
            Home::Client | Home::OAuth => Cow::Borrowed(self.member),
            Home::Within(place) => Cow::Owned(format!("{place}.{}", self.member)),
        }
    }

    fn of_member(member: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|one| one.path() == member)
    }
}

fn unknown(text: &str) -> String {
    let names: Vec<_> = SETTINGS.iter().flat_map(|one| [one.flag.into(), one.path()]).collect();
    match nearest(text, names.iter().map(AsRef::as_ref)) {
        Some(meant) => format!("there is no such setting; did you mean `{meant}`?"),
        None => "there is no such setting; `zaakpoort client change --help` has all".to_owned(),
    }
}

/// What the issuer says of settings, in the words of the command line: each member that it names in
/// backticks becomes the flag, one of a list with its place.
pub(super) fn in_flags(text: &str) -> String {
    let flag = |(at, part): (usize, &str)| -> String {
        let (member, place) = part.split_once('[').map_or((part, ""), |(name, at)| (name, at));
        match Setting::of_member(member).filter(|_| at % 2 == 1) {
            None if part == "public_keys" => "--public-key".to_owned(),
            Some(setting) if place.is_empty() => format!("--{}", setting.flag),
            Some(setting) => format!("--{}[{place}", setting.flag),
            None => part.to_owned(),
        }
    };
    text.split('`').enumerate().map(flag).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use clap::{Args as _, Command};

    use super::*;
    use crate::cli::SettingArgs;

    #[test]
    fn every_flag_is_a_setting_and_every_setting_has_its_flag() {
        let command = SettingArgs::augment_args(Command::new("client"));
        let mut flags: Vec<&str> =
            command.get_arguments().filter_map(clap::Arg::get_long).collect();
        let mut known: Vec<&str> = SETTINGS.iter().map(|one| one.flag).collect();
        flags.sort_unstable();
        known.sort_unstable();
        assert_eq!(flags, known);
    }

    #[test]
    fn a_setting_goes_by_either_name() {
        for name in ["--authentication", "authentication", "token_endpoint_auth_method"] {
            assert_eq!(Setting::parse(name).unwrap().member, "token_endpoint_auth_method");
        }
        assert_eq!(Setting::parse("token_format"), Setting::parse("--token-format"));
        assert_eq!(Setting::parse("organisation.oin"), Setting::parse("--oin"));
        assert_eq!(Setting::parse("client_names.nl"), Setting::parse("--name-nl"));
        assert!(Setting::parse("nl").is_err());
        assert!(Setting::parse("authentification").unwrap_err().contains("`authentication`"));
        assert!(Setting::parse("foobar").unwrap_err().contains("--help"));
    }

    #[test]
    fn what_is_forgotten_is_null_where_it_stands() {
        let mut patch = Map::new();
        for name in ["audience", "grant", "oin", "rsin"] {
            Setting::parse(name).unwrap().forget(&mut patch);
        }
        let organisation = json!({ "oin": null, "rsin": null });
        let oauth = json!({ "grant_types": null, "organisation": organisation });
        assert_eq!(Value::Object(patch), json!({ "audiences": null, "oauth": oauth }));
    }

    #[test]
    fn the_issuers_words_become_those_of_the_command_line() {
        for (said, told) in [
            ("set `token_format` to `jwt`", "set `--token-format` to `jwt`"),
            ("`redirect_uris[1]` is bad", "`--redirect-uri[1]` is bad"),
            ("`organisation.oin` and `oin`", "`--oin` and `oin`"),
            ("token_format is no code", "token_format is no code"),
        ] {
            assert_eq!(in_flags(said), told);
        }
    }
}
