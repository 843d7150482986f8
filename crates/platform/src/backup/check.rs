//! Checking an archive without restoring it.

use std::collections::BTreeSet;
use std::path::Path;

use super::archive::Reader;
use super::manifest::Member;
use super::{BackupError, Summary, rows};

/// Reads the whole archive: format, version, every member's lines, kinds, number and SHA-256. Whether the audit
/// chain holds is found by restoring, into a database made for the purpose if need be.
pub fn check(file: &Path) -> Result<Summary, BackupError> {
    let mut reader = Reader::open(file)?;
    let members = reader.summary.manifest.tables.clone();
    let named: BTreeSet<String> = members.iter().map(Member::path).collect();
    if let Some(extra) = reader.members()?.into_iter().find(|name| !named.contains(name)) {
        return Err(BackupError::damaged(&extra, "the manifest does not name it"));
    }
    for member in &members {
        check_member(&mut reader, member)?;
    }
    Ok(reader.summary)
}

fn check_member(reader: &mut Reader, member: &Member) -> Result<(), BackupError> {
    let path = member.path();
    let mut lines = reader.lines(&path)?;
    loop {
        let number = lines.rows + 1;
        let Some(line) = lines.next()? else { break };
        rows::parse(&member.columns, line)
            .map_err(|why| BackupError::damaged(&path, format!("line {number}: {why}")))?;
    }
    if lines.rows != member.rows {
        let why = format!("{} rows expected, found {}", member.rows, lines.rows);
        return Err(BackupError::damaged(&path, why));
    }
    if lines.sha256() != member.sha256 {
        return Err(BackupError::damaged(&path, "its SHA-256 is not the manifest's"));
    }
    Ok(())
}
