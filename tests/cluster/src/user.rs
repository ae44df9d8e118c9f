//! As whom PostgreSQL runs: it refuses to be root.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// A user without rights.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    uid: u32,
    gid: u32,
}

impl User {
    /// Whom to become: nobody, unless this process is root.
    pub(crate) fn other_than_root() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"].iter().find_map(|name| Self::of(&users, name))
    }

    /// passwd(5): name, password, uid, gid, and more, with colons between them.
    fn of(users: &str, name: &str) -> Option<Self> {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(|number| number.parse().ok());
        Some(Self { uid: numbers.next()??, gid: numbers.next()?? })
    }

    /// Gives it a folder of ours.
    pub(crate) fn own(self, folder: &Path) -> std::io::Result<()> {
        std::os::unix::fs::chown(folder, Some(self.uid), Some(self.gid))
    }

    /// A program, run as this user; std leaves root's other groups behind.
    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.uid(self.uid).gid(self.gid);
        command
    }
}
