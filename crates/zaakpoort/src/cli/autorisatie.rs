//! `zaakpoort autorisatie …`

use clap::{Args, Subcommand};

use super::AdminArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum AutorisatieCommand {
    /// Add one. In force at every gateway within a second.
    #[command(after_help = "Example:
  zaakpoort autorisatie add APPLICATIE --component zrc --scope zaken.lezen \\
      --type https://zaken.gemeente.example/catalogi/api/v1/zaaktypen/ID --max openbaar")]
    Add(AutorisatieAddArgs),
    /// List what an applicatie may do.
    #[command(after_help = "Example:\n  zaakpoort autorisatie list APPLICATIE")]
    List {
        /// The applicatie's id.
        applicatie: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Remove one. In force at every gateway within a second.
    #[command(after_help = "Example:\n  zaakpoort autorisatie remove APPLICATIE AUTORISATIE")]
    Remove {
        /// The applicatie's id.
        applicatie: String,
        /// The autorisatie's id, as it was printed when it was added.
        autorisatie: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AutorisatieAddArgs {
    /// The applicatie's id.
    pub(crate) applicatie: String,
    /// The API: zrc (zaken), drc (documenten), brc (besluiten), ztc (catalogi), nrc, ac.
    #[arg(long)]
    pub(crate) component: String,
    /// A scope of that API, such as zaken.lezen; may be repeated.
    #[arg(long = "scope", required = true, value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// The URL of the zaaktype, informatieobjecttype or besluittype that it holds for.
    #[arg(long = "type", value_name = "URL")]
    pub(crate) object_type: Option<String>,
    /// The highest vertrouwelijkheidaanduiding, inclusive (zrc and drc).
    #[arg(long = "max", value_name = "LEVEL")]
    pub(crate) max_vertrouwelijkheidaanduiding: Option<String>,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}
