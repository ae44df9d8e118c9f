//! A line of the audit log as `zaakpoort audit export` wrote it, as far as a restore reads it.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// Who did what to what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AuditLine {
    /// Which line it is.
    pub id: Uuid,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// What was done, as `secret.revoke`.
    pub act: String,
    /// To what.
    pub subject: String,
}

/// Reads JSON lines; the error names the line.
pub fn parse_audit(text: &str) -> Result<Vec<AuditLine>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|_| {
            format!(
                "line {} is no line of `zaakpoort audit export`: if it was cut off there, take that line out",
                index + 1
            )
        })
    };
    lines.map(read).collect()
}
