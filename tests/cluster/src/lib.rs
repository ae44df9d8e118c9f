//! A throw-away PostgreSQL for tests, from the installed programs: its own folder, its own socket,
//! no port, never root. It ends with the process that started it, however that ends.
//!
//! A shell keeps it, and reads what to do from a pipe. When this process ends, killed or not, the
//! pipe does too; the shell then ends the server and removes the folder.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

mod programs;
mod user;

use user::User;

/// The variable that makes it a failure when PostgreSQL is not installed: `required`.
pub const VARIABLE: &str = "ZAAKPOORT_TEST_POSTGRES";

const KEEPER: &str = include_str!("keeper.sh");
const SUPERUSER: &str = "zaakpoort";
/// What a test need not wait for: nothing here must outlive the machine.
const SETTINGS: &str = "\
listen_addresses = ''
max_connections = 500
shared_buffers = '32MB'
fsync = off
full_page_writes = off
autovacuum = off
";

/// Whether there is a PostgreSQL to test with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// It is there.
    Yes,
    /// It is not, and that is no fault.
    No,
}

impl Installed {
    /// Looks for it.
    ///
    /// # Panics
    /// If it is not there although [`VARIABLE`] says that it must be.
    pub fn look() -> Self {
        if programs::folder().is_some() {
            return Self::Yes;
        }
        let required = std::env::var(VARIABLE).is_ok_and(|value| value == "required");
        assert!(!required, "{VARIABLE}=required, but no PostgreSQL is installed");
        Self::No
    }
}

/// A running one. Ends when dropped.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    keeper: Mutex<Keeper>,
}

#[derive(Debug)]
struct Keeper {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Panics
    /// If no PostgreSQL is installed, or it does not start.
    pub fn start() -> Self {
        let programs = programs::folder().unwrap();
        let user = User::other_than_root();
        let folder = tempfile::Builder::new().prefix("zaakpoort-pg-").tempdir().unwrap();
        if let Some(user) = user {
            user.own(folder.path()).unwrap();
        }
        // From here on the keeper removes it.
        let folder = folder.keep();
        let keeper = Keeper::start(user, &programs, &folder);
        let cluster = Self { programs, folder, keeper: Mutex::new(keeper) };
        cluster.initialise(user);
        cluster.start_again();
        cluster
    }

    fn initialise(&self, user: Option<User>) {
        let data = self.folder.join("data");
        let mut initdb = command(user, &self.programs.join("initdb"));
        initdb.arg("-D").arg(&data).args(["-A", "trust", "-U", SUPERUSER, "-N"]);
        initdb.args(["--no-locale", "-E", "UTF8"]).current_dir(&self.folder);
        let made = initdb.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut settings =
            std::fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).unwrap();
        settings.write_all(SETTINGS.as_bytes()).unwrap();
    }

    /// The folder with its socket, its log and its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes an empty database, and says its name.
    pub fn create_database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        name
    }

    /// The URL of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}@localhost/{database}?host={}", self.folder.display())
    }

    /// Runs statements, and gives what they print: rows in lines, columns with bars between them.
    ///
    /// # Panics
    /// If one fails.
    pub fn sql(&self, database: &str, statements: &str) -> String {
        let arguments = ["-v", "ON_ERROR_STOP=1", "-qAtX", "-c", statements, "-d", database];
        String::from_utf8(self.run("psql", &arguments)).unwrap()
    }

    /// Everything in a database, as statements.
    pub fn dump(&self, database: &str) -> Vec<u8> {
        self.run("pg_dump", &["--inserts", database])
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-h").arg(&self.folder).args(["-U", SUPERUSER]).args(arguments);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {said}");
        output.stdout
    }

    /// Stops the server; its clients are thrown off.
    pub fn stop(&self) {
        self.order("stop");
    }

    /// Starts the server anew.
    pub fn start_again(&self) {
        self.order("start");
    }

    /// Stops all its processes where they are: connections stay open, and nothing is answered.
    pub fn freeze(&self) {
        self.order("freeze");
    }

    /// Lets them go on.
    pub fn thaw(&self) {
        self.order("thaw");
    }

    fn order(&self, order: &str) {
        let answer = self.keeper.lock().unwrap().order(order);
        let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert_eq!(answer, "done", "{order}: {}", log());
    }
}

impl Keeper {
    fn start(user: Option<User>, programs: &Path, folder: &Path) -> Self {
        let mut child = command(user, Path::new("/bin/sh"))
            .args(["-c", KEEPER, "keeper"])
            .args([programs, folder])
            .current_dir(folder)
            // What ends our process group must not end the one who tidies up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { orders: child.stdin.take(), answers, child }
    }

    fn order(&mut self, order: &str) -> String {
        let orders = self.orders.as_mut().unwrap();
        orders.write_all(format!("{order}\n").as_bytes()).unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.orders.take());
        // It ends by itself now.
        let _ = self.child.wait();
    }
}

fn command(user: Option<User>, program: &Path) -> Command {
    match user {
        Some(user) => user.command(program),
        None => Command::new(program),
    }
}
