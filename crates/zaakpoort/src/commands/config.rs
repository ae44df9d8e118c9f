//! `zaakpoort config`: every key of the configuration, with what it means and what counts without it.

use crate::failure::Failure;
use crate::said::say;
use crate::settings::DEFAULTS;

/// Prints the documented file that is compiled in.
pub(crate) fn print() -> Result<(), Failure> {
    say(DEFAULTS.trim_end())
}
