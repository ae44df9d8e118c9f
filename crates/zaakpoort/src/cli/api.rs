//! `zaakpoort api …` and `zaakpoort access …`

use clap::{Args, Subcommand, ValueEnum};

use super::AdminArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum ApiCommand {
    /// Register an API, or describe it anew.
    ///
    /// Give a new one a credential to introspect tokens with: zaakpoort secret create ID. One that is there
    /// is described as a whole: a scope that is not named any more is taken from those who had access to
    /// it, and the answer says from whom.
    #[command(after_help = "Example:
  zaakpoort api put b3f43c85-53a5-443d-838c-7c2d0359897b --reference 'DAO API' --resource https://dao.example --scope dao_depzorg")]
    Put(Box<ApiPutArgs>),
    /// List the registered APIs by reference.
    #[command(after_help = "Example:\n  zaakpoort api list")]
    List {
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Show an API and who may call it, or asks to.
    #[command(after_help = "Example:\n  zaakpoort api show b3f43c85-53a5-443d-838c-7c2d0359897b")]
    Show {
        /// The API's client id.
        api: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ApiPutArgs {
    /// Its client id: 1 to 50 characters, given once, for ever.
    pub(crate) api: String,
    /// The name by which organisations ask for it.
    #[arg(long)]
    pub(crate) reference: String,
    /// A URL by which a token request names it; the first is what its tokens are for. May be repeated.
    #[arg(long = "resource", value_name = "URL")]
    pub(crate) resources: Vec<String>,
    /// A scope that may be asked for. May be repeated.
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// The code of the organisation that decides who calls it.
    #[arg(long, value_name = "CODE")]
    pub(crate) owner_code: Option<String>,
    /// The name of that organisation.
    #[arg(long, value_name = "NAME")]
    pub(crate) owner_name: Option<String>,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    /// List who may call which API and who asks to; who waits longest comes first.
    #[command(after_help = "Examples:
  zaakpoort access list --state requested
  zaakpoort access list --api dao-api")]
    List {
        /// Those in this state.
        #[arg(long)]
        state: Option<AccessState>,
        /// Those to this API.
        #[arg(long, value_name = "ID")]
        api: Option<String>,
        /// Those of this client.
        #[arg(long, value_name = "ID")]
        client: Option<String>,
        /// How many at most; without it all.
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Ask that a client may call an API. Nothing works before the API's owner approves.
    #[command(after_help = "Example:
  zaakpoort access request dao-beta --api b3f43c85-53a5-443d-838c-7c2d0359897b --scope dao_depzorg")]
    Request {
        /// The client that is to call.
        client_id: String,
        /// The API's client id.
        #[arg(long, value_name = "ID")]
        api: String,
        /// What it is to ask for. May be repeated.
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<String>,
        /// What the owner should know.
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Let the client call the API; also after a refusal or a withdrawal.
    #[command(after_help = "Example:
  zaakpoort access approve 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001 --attribute regio=west")]
    Approve {
        /// The request's id.
        id: String,
        /// What introspection says of the client to this API alone, as setbyapi_NAME. May be repeated.
        #[arg(long = "attribute", value_name = "NAME=TEXT")]
        attributes: Vec<String>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Say no.
    #[command(
        after_help = "Example:\n  zaakpoort access refuse 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"
    )]
    Refuse {
        /// The request's id.
        id: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Take back what was approved: tokens are no good for the API within a second.
    #[command(
        after_help = "Example:\n  zaakpoort access withdraw 0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"
    )]
    Withdraw {
        /// The request's id.
        id: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

/// Where a request for access is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AccessState {
    /// The owner has yet to decide.
    Requested,
    /// The client may call.
    Approved,
    /// The owner said no.
    Refused,
    /// It could, and can no more.
    Withdrawn,
}
