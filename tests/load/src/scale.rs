//! How much is asked: fixed numbers, so that every run ends by itself.

/// The numbers of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// How often every case runs; the figures are medians.
    pub(crate) rounds: usize,
    /// Requests of one case in one round.
    pub(crate) requests: usize,
    /// Connections at once.
    pub(crate) connections: usize,
    /// Tokens that are sent in turn.
    pub(crate) tokens: usize,
    /// Clients of the issuer.
    pub(crate) clients: usize,
    /// People who sign in at once, while clients ask for tokens.
    pub(crate) logins: usize,
    /// Applicaties of the large gateway, of 50 autorisaties each.
    pub(crate) applicaties: usize,
    /// Verdicts without any HTTP.
    pub(crate) verdicts: usize,
    /// Starts that are timed.
    pub(crate) starts: usize,
    /// Bytes up and down.
    pub(crate) transfer: u64,
    /// Connections that are silent, and as many that are slow.
    pub(crate) standing: usize,
}

impl Scale {
    /// What the targets are about.
    pub(crate) const FULL: Self = Self {
        rounds: 9,
        requests: 20_000,
        connections: 64,
        tokens: 1_000,
        clients: 100,
        logins: 500,
        applicaties: 10_000,
        verdicts: 5_000_000,
        starts: 7,
        transfer: 1 << 30,
        standing: 200,
    };

    /// What shows that the tool works.
    pub(crate) const SHORT: Self = Self {
        rounds: 2,
        requests: 1_000,
        connections: 16,
        tokens: 100,
        clients: 8,
        logins: 20,
        applicaties: 200,
        verdicts: 100_000,
        starts: 1,
        transfer: 16 << 20,
        standing: 20,
    };
}
