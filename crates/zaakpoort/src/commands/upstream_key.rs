//! `zaakpoort upstream-key …`: which clients share an imported secret with an upstream.

use std::path::Path;

use http::Method;

use super::print_list;
use crate::admin::{Session, segment};
use crate::cli::UpstreamKeyCommand;
use crate::consent;
use crate::failure::Failure;
use crate::said::say;
use crate::table::Column;

const COLUMNS: &[Column] = &[("upstream", "upstream"), ("since", "created_at")];

pub(crate) async fn run(config: Option<&Path>, command: UpstreamKeyCommand) -> Result<(), Failure> {
    match command {
        UpstreamKeyCommand::List { client_id, admin } => {
            let session = Session::open(&admin, config).await?;
            let path = format!("/clients/{}/upstream-keys", segment(&client_id));
            let answer = session.call(Method::GET, &path, None).await?;
            let results = answer["results"].as_array().cloned().unwrap_or_default();
            let nothing =
                "It shares nothing with an upstream; gateways sign with secrets of their own.";
            print_list(&session, &results, COLUMNS, nothing)
        }
        UpstreamKeyCommand::Drop { client_id, upstream, yes, admin } => {
            let session = Session::open(&admin, config).await?;
            consent::demand(
                &format!(
                    "Gateways will sign for `{client_id}` at `{upstream}` with the secret that \
                     `zaakpoort gateway upstream-secret` prints, which must be known there."
                ),
                &yes,
            )?;
            let path =
                format!("/clients/{}/upstream-keys/{}", segment(&client_id), segment(&upstream));
            session.call(Method::DELETE, &path, None).await?;
            say(format!("Forgotten: what {client_id} shared with {upstream}."))
        }
    }
}
