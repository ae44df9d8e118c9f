//! `zaakpoort completions` and `zaakpoort man`: made of the command line itself, so they are never behind it.

use std::fs;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::{Cli, ManArgs};
use crate::failure::Failure;
use crate::said::say;

pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut written = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "zaakpoort", &mut written);
    say(String::from_utf8_lossy(&written).trim_end())
}

pub(crate) fn man(args: &ManArgs) -> Result<(), Failure> {
    let Some(folder) = &args.to else {
        let mut written = Vec::new();
        let rendered = clap_mangen::Man::new(Cli::command()).render(&mut written);
        rendered.map_err(|error| Failure::Unsaid(error.to_string()))?;
        return say(String::from_utf8_lossy(&written).trim_end());
    };
    let failed = |error| Failure::Input(format!("cannot write to {}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)
}
