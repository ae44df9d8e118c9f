//! `zaakpoort applicatie …`: registers applicaties, finds them, ends them and brings them back.

use std::path::Path;

use http::Method;
use serde_json::{Value, json};

use super::autorisatie::print_autorisaties;
use super::{client_ids, member, print_list};
use crate::admin::{Output, Session, segment};
use crate::cli::{AdminArgs, ApplicatieCommand, ListArgs, YesArgs};
use crate::consent;
use crate::failure::Failure;
use crate::said::say;
use crate::table::{self, Column};

const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("label", "label"),
    ("clients", "client_ids"),
    ("everything", "heeft_alle_autorisaties"),
    ("created", "created_at"),
];
const DELETED: &[Column] =
    &[("id", "id"), ("label", "label"), ("clients", "client_ids"), ("deleted", "deleted_at")];
const SHOWN: &[Column] = &[
    ("applicatie", "id"),
    ("label", "label"),
    ("clients", "client_ids"),
    ("may do everything", "heeft_alle_autorisaties"),
    ("published documents only", "alleen_is_gereed_voor_publicatie"),
    ("created", "created_at"),
    ("deleted", "deleted_at"),
];

pub(crate) async fn run(config: Option<&Path>, command: ApplicatieCommand) -> Result<(), Failure> {
    use ApplicatieCommand as Do;
    match command {
        Do::Create { label, heeft_alle_autorisaties, admin } => {
            let body =
                json!({ "label": label, "heeft_alle_autorisaties": heeft_alle_autorisaties });
            create(&Session::open(&admin, config).await?, body).await
        }
        Do::List { label, client_id, list, admin } => {
            let query = [("label", label), ("client_id", client_id)];
            list_them(&Session::open(&admin, config).await?, query, &list).await
        }
        Do::Show { applicatie, admin } => {
            show(&Session::open(&admin, config).await?, &applicatie).await
        }
        Do::Delete { applicatie, yes, admin } => delete(config, &applicatie, &yes, &admin).await,
        Do::Restore { applicatie, admin } => {
            restore(&Session::open(&admin, config).await?, &applicatie).await
        }
    }
}

async fn create(session: &Session, body: Value) -> Result<(), Failure> {
    let may_everything = body["heeft_alle_autorisaties"] == true;
    let made = session.call(Method::POST, "/applicaties", Some(body)).await?;
    session.print(&made, |made| {
        let id = member(made, "id");
        let next = if may_everything {
            String::new()
        } else {
            format!("\nIt may do nothing yet. Next: zaakpoort autorisatie add {id} --component zrc --scope zaken.lezen --type URL --max LEVEL")
        };
        format!("applicatie {id}{next}\nGive it a client id: zaakpoort client create CLIENT_ID --applicatie {id}")
    })
}

async fn list_them(
    session: &Session,
    query: [(&str, Option<String>); 2],
    list: &ListArgs,
) -> Result<(), Failure> {
    let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let deleted = list.deleted.then(|| ("deleted", "true".to_owned()));
    let query: Vec<(&str, String)> = query.chain(deleted).collect();
    let found = session.list("/applicaties", &query, list.limit).await?;
    let columns = if list.deleted { DELETED } else { COLUMNS };
    print_list(session, &found, columns, "no applicatie is like that")
}

async fn show(session: &Session, id: &str) -> Result<(), Failure> {
    let path = format!("/applicaties/{}", segment(id));
    let applicatie = session.call(Method::GET, &path, None).await?;
    if session.output == Output::Machines || applicatie["heeft_alle_autorisaties"] == true {
        return session.print(&applicatie, |applicatie| table::record(applicatie, SHOWN));
    }
    say(format_args!("{}\n", table::record(&applicatie, SHOWN)))?;
    print_autorisaties(session, id).await
}

async fn delete(
    config: Option<&Path>,
    id: &str,
    yes: &YesArgs,
    admin: &AdminArgs,
) -> Result<(), Failure> {
    let session = Session::open(admin, config).await?;
    let path = format!("/applicaties/{}", segment(id));
    let applicatie = session.call(Method::GET, &path, None).await?;
    let label = member(&applicatie, "label");
    let clients = client_ids(&applicatie);
    consent::demand(&format!("Applicatie {label} ends, with its clients: {clients}."), yes)?;
    let deleted = session.call(Method::DELETE, &path, None).await?;
    session.print(&deleted, |deleted| {
        format!(
            "deleted, with its clients: {}; refused at every connected gateway within a second\n\
             Bring it back, without its secrets: zaakpoort applicatie restore {id}",
            client_ids(deleted)
        )
    })
}

async fn restore(session: &Session, id: &str) -> Result<(), Failure> {
    let path = format!("/applicaties/{}/restore", segment(id));
    let restored: Value = session.call(Method::POST, &path, None).await?;
    session.print(&restored, |restored| {
        format!(
            "restored, with its clients: {}\nTheir old secrets stay revoked. Next, for each: zaakpoort secret create CLIENT_ID",
            client_ids(restored)
        )
    })
}
