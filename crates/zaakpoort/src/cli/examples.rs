//! What stands beneath the help of `zaakpoort` itself: how to begin, and what its exit codes mean.

pub(super) const EXAMPLES: &str = "\
Try it, with nothing installed:
  zaakpoort demo

Run it, with a SQLite database in ./data and keys in ./keys, made on the first start:
  zaakpoort up

Exit codes: 0 done, 1 a server could not start or stopped, or the answer could not be written, 2 the
command line or the configuration is wrong, 3 the issuer refused, 4 the issuer could not be reached,
5 you were asked and said no, 6 a client breaks a rule that is demanded. Those of `plan` are its own: 0 all
is as the file says, 2 something differs, 1 it could not be told.";
