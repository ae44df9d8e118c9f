//! `zaakpoort user …`: lets people sign in, and ends that.

use std::path::Path;

use clap::ValueEnum;
use http::Method;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::{member, print_list};
use crate::admin::{Session, segment};
use crate::cli::{UserCommand, YesArgs};
use crate::consent;
use crate::failure::Failure;
use crate::said::{hand_over, say};
use crate::secret_file::SecretFile;
use crate::table::{self, Column};

mod password;

use password::Chosen;

const COLUMNS: &[Column] = &[
    ("username", "username"),
    ("name", "name"),
    ("e-mail", "email"),
    ("role", "role"),
    ("created", "created_at"),
    ("disabled", "disabled_at"),
];
const SHOWN: &[Column] = &[
    ("id", "id"),
    ("username", "username"),
    ("name", "name"),
    ("e-mail", "email"),
    ("role", "role"),
    ("created", "created_at"),
    ("password since", "password_changed_at"),
    ("disabled", "disabled_at"),
];

/// What is made beside the password, if anything is.
const USER: &str = "user";

pub(crate) async fn run(config: Option<&Path>, command: UserCommand) -> Result<(), Failure> {
    use UserCommand as Do;
    match command {
        Do::Create { username, name, email, role, password, admin } => {
            // Before the administrator is: what cannot be read is no reason to log in.
            let chosen = password::choose(&password)?;
            let session = Session::open(&admin, config).await?;
            let role = word(&role);
            let body = json!({ "username": username, "name": name, "email": email, "role": role });
            give(&session, ("/users", body), chosen, USER).await
        }
        Do::List { role, disabled, limit, admin } => {
            let role = role.as_ref().map(word);
            let query = [("role", role), ("disabled", disabled.then(|| "true".to_owned()))];
            let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let query: Vec<(&str, String)> = query.collect();
            let session = Session::open(&admin, config).await?;
            let found = session.list("/users", &query, limit).await?;
            print_list(&session, &found, COLUMNS, "no user is like that")
        }
        Do::Show { user, admin } => {
            let session = Session::open(&admin, config).await?;
            let user = session.call(Method::GET, &at(&user), None).await?;
            session.print(&user, |user| table::record(user, SHOWN))
        }
        Do::Passwd { user, password, admin } => {
            let chosen = password::choose(&password)?;
            let session = Session::open(&admin, config).await?;
            let path = format!("{}/password", at(&user));
            give(&session, (&path, json!({})), chosen, "new password of").await
        }
        Do::Disable { user, yes, admin } => {
            disable(&Session::open(&admin, config).await?, &user, &yes).await
        }
        Do::Enable { user, admin } => {
            let session = Session::open(&admin, config).await?;
            let path = format!("{}/enable", at(&user));
            let enabled = session.call(Method::POST, &path, None).await?;
            session.print(&enabled, |_| format!("{user} may sign in again"))
        }
    }
}

/// Gives a user a password; one that is made there is shown, or put into the file.
async fn give(
    session: &Session,
    (path, mut body): (&str, Value),
    chosen: Chosen,
    what: &str,
) -> Result<(), Failure> {
    let file = match &chosen {
        Chosen::Given(password) => {
            body["password"] = password.expose_secret().into();
            None
        }
        Chosen::Made { to } => to.as_deref().map(SecretFile::reserve).transpose()?,
    };
    let mut made = session.call(Method::POST, path, Some(body)).await?;
    if let Chosen::Given(_) = chosen {
        let set = if what == USER { "" } else { " is set; their sessions are ended" };
        return session.print(&made, |made| format!("{what} {}{set}", member(made, "username")));
    }
    let Some(file) = file else {
        let told = session.worded(&made, |made| shown(made, what));
        return hand_over(told)
            .map_err(|error| lost(&made, &format!("stdout cannot be written: {error}")));
    };
    let password = made["password"].as_str().unwrap_or("?");
    let kept = file.keep(&password.into()).map_err(|error| lost(&made, &error.to_string()))?;
    if let Some(members) = made.as_object_mut() {
        members.remove("password");
        members.insert("password_file".to_owned(), json!(kept));
    }
    let username = member(&made, "username");
    let its = if what == USER { "; the password" } else { "" };
    say(session.worded(&made, |_| format!("{what} {username}{its}, in {}", kept.display())))
}

fn shown(made: &Value, what: &str) -> String {
    let (username, password) = (member(made, "username"), member(made, "password"));
    let its = if what == USER { "; the password" } else { "" };
    format!("{what} {username}{its}, shown once:\n{password}")
}

/// Nobody saw it, and it opens something all the same.
fn lost(made: &Value, why: &str) -> Failure {
    let username = member(made, "username");
    Failure::Unsaid(format!(
        "{why}; the password of {username} is set, and nobody may have seen it: make another with \
         `zaakpoort user passwd {username} --generate --to FILE`"
    ))
}

async fn disable(session: &Session, user: &str, yes: &YesArgs) -> Result<(), Failure> {
    let question = format!(
        "{user} signs in no more, and is signed out everywhere; API tokens that speak for them are \
         revoked for good."
    );
    consent::demand(&question, yes)?;
    let disabled = session.call(Method::POST, &format!("{}/disable", at(user)), None).await?;
    session.print(&disabled, |_| {
        format!(
            "{user} signs in no more; API tokens that spoke for them are revoked\n\
             Let them again, without those: zaakpoort user enable {user}"
        )
    })
}

/// The word on the command line is the API's own.
fn word(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn at(user: &str) -> String {
    format!("/users/{}", segment(user))
}
