//! `zaakpoort user …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{AdminArgs, YesArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add somebody who may sign in.
    ///
    /// A password has 12 to 128 characters of any kind. It is asked for, or read from a file or from
    /// stdin, or made and shown once; never given on the command line, where every user of the machine
    /// could read it.
    #[command(after_help = "Examples:
  zaakpoort user create j.jansen --name \"Jan Jansen\" --email j.jansen@gemeente.example
  zaakpoort user create j.jansen --name \"Jan Jansen\" --generate --to jansen.password")]
    Create {
        /// By what they sign in: 1 to 100 characters, in small or large letters the same. It stays.
        username: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// Where they are written to.
        #[arg(long)]
        email: Option<String>,
        /// What they may do beside signing in.
        #[arg(long, default_value = "none")]
        role: UserRole,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// List users by username.
    #[command(after_help = "Example:\n  zaakpoort user list --disabled")]
    List {
        /// Those of this role.
        #[arg(long)]
        role: Option<UserRole>,
        /// The disabled ones instead of those that may sign in.
        #[arg(long)]
        disabled: bool,
        /// How many at most; without it all.
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Show a user.
    #[command(after_help = "Example:\n  zaakpoort user show j.jansen")]
    Show {
        /// The username, or the id.
        user: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Give a user another password. Their sessions end.
    #[command(after_help = "Example:\n  zaakpoort user passwd j.jansen --generate")]
    Passwd {
        /// The username, or the id.
        user: String,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Let a user sign in no more. Their sessions end.
    #[command(after_help = "Example:\n  zaakpoort user disable j.jansen")]
    Disable {
        /// The username, or the id.
        user: String,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Let a user sign in again, with the password that they had.
    #[command(after_help = "Example:\n  zaakpoort user enable j.jansen")]
    Enable {
        /// The username, or the id.
        user: String,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

/// Where a password comes from; without any of these it is asked for.
#[derive(Debug, Args)]
#[group(multiple = true)]
pub(crate) struct PasswordArgs {
    /// The file with the password, for its owner alone (mode 0600).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["password_stdin", "generate"])]
    pub(crate) password_file: Option<PathBuf>,
    /// Read the password from stdin: its first line.
    #[arg(long, conflicts_with = "generate")]
    pub(crate) password_stdin: bool,
    /// Make one, and show it once.
    #[arg(long)]
    pub(crate) generate: bool,
    /// Write the password that is made to a new file that only you can read, instead of showing it.
    #[arg(long, value_name = "FILE", requires = "generate")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum UserRole {
    /// Administers.
    Administrator,
    /// Nothing.
    None,
}
