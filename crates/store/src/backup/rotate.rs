//! Which automatic backups stay.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::Path,
};

use chrono::{Datelike, FixedOffset, NaiveDate};

use super::{BackupInfo, BackupKind, FILES, LIST, SETS, entries, manifest::Manifest};
use crate::{Result, keys::MasterKey};

/// How many automatic backups stay: the newest of each of so many days, and of so many weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Days.
    pub days: usize,
    /// Weeks (from Monday).
    pub weeks: usize,
}

impl Default for Keep {
    /// A week of days and a month of weeks.
    fn default() -> Self {
        Self { days: 7, weeks: 4 }
    }
}

/// The ids of those that newer ones stand for. Days are those of Việt Nam, where the clerk counts them.
fn superseded(backups: &[BackupInfo], keep: Keep) -> Vec<String> {
    let mut automatic: Vec<&BackupInfo> = backups
        .iter()
        .filter(|backup| backup.kind == BackupKind::Automatic)
        .collect();
    automatic.sort_by_key(|backup| std::cmp::Reverse((backup.made_at, backup.id.clone())));
    let mut days: BTreeMap<NaiveDate, &str> = BTreeMap::new();
    let mut weeks: BTreeMap<(i32, u32), &str> = BTreeMap::new();
    for backup in &automatic {
        let moment = match FixedOffset::east_opt(7 * 3600) {
            Some(here) => backup.made_at.with_timezone(&here).date_naive(),
            None => backup.made_at.date_naive(),
        };
        let week = moment.iso_week();
        days.entry(moment).or_insert(&backup.id);
        weeks.entry((week.year(), week.week())).or_insert(&backup.id);
    }
    let kept: HashSet<&str> = days
        .values()
        .rev()
        .take(keep.days)
        .chain(weeks.values().rev().take(keep.weeks))
        .copied()
        .collect();
    automatic
        .iter()
        .filter(|backup| !kept.contains(backup.id.as_str()))
        .map(|backup| backup.id.clone())
        .collect()
}

/// Takes away what newer ones stand for, then the files that no backup needs any more. Returns how many
/// backups went.
pub(super) fn rotate(root: &Path, keep: Keep, master: &MasterKey) -> Result<u32> {
    let sets = root.join(SETS);
    let mut backups = Vec::new();
    for set in entries(&sets)? {
        // One that cannot be read is nobody's to delete.
        if let Ok(manifest) = Manifest::load(&set, master) {
            backups.extend(manifest.info(&set));
        }
    }
    let mut dropped = 0;
    for id in superseded(&backups, keep) {
        // Renamed first: half deleted it must not count as a backup.
        let doomed = sets.join(format!("{id}.old"));
        fs::rename(sets.join(&id), &doomed)?;
        fs::remove_dir_all(&doomed)?;
        dropped += 1;
    }
    if dropped > 0 {
        drop_unneeded(root)?;
    }
    Ok(dropped)
}

/// Deletes files that no backup lists. If a single list cannot be read, nothing is deleted.
fn drop_unneeded(root: &Path) -> Result<()> {
    let mut needed: HashSet<[u8; 32]> = HashSet::new();
    for set in entries(&root.join(SETS))? {
        match fs::read(set.join(LIST)) {
            Ok(list) if list.len().is_multiple_of(32) => {
                needed.extend(
                    list.chunks_exact(32)
                        .filter_map(|name| <[u8; 32]>::try_from(name).ok()),
                );
            }
            _ => return Ok(()),
        }
    }
    for folder in entries(&root.join(FILES))? {
        for file in entries(&folder)? {
            let mut name = [0; 32];
            let known = file
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|text| hex::decode_to_slice(text, &mut name).is_ok());
            if !known || !needed.contains(&name) {
                fs::remove_file(&file)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::StoreMode;

    fn backup(made_at: DateTime<Utc>, kind: BackupKind) -> BackupInfo {
        BackupInfo {
            id: made_at.format("%Y%m%d-%H%M%S").to_string(),
            store: Uuid::nil(),
            mode: StoreMode::Real,
            kind,
            made_at,
            schema: 1,
            dossiers: 0,
            files: 0,
            bytes: 0,
            missing: 0,
            path: "x".into(),
        }
    }

    #[test]
    fn a_week_of_days_and_a_month_of_weeks_stay() {
        let start = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let mut there: Vec<BackupInfo> = vec![backup(start, BackupKind::Manual)];
        for day in 1..=60 {
            for hour in [0, 3] {
                there.push(backup(
                    start + TimeDelta::days(day) + TimeDelta::hours(hour),
                    BackupKind::Automatic,
                ));
                let gone = superseded(&there, Keep::default());
                there.retain(|backup| !gone.contains(&backup.id));
            }
        }
        let ages: Vec<i64> = there
            .iter()
            .rev()
            .map(|backup| (start + TimeDelta::days(60) - backup.made_at).num_days())
            .collect();
        assert_eq!(there[0].kind, BackupKind::Manual, "what a person made stays");
        assert_eq!(
            &ages[..7],
            [0, 0, 1, 2, 3, 4, 5],
            "the newest of each of seven days"
        );
        let weekly = &ages[7..ages.len() - 1];
        assert!((2..=4).contains(&weekly.len()), "{ages:?}");
        assert!(
            weekly.last().is_some_and(|oldest| (14..=28).contains(oldest)),
            "{ages:?}"
        );
    }

    #[test]
    fn a_clock_that_jumped_takes_no_backup_away() {
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let ahead = backup(now + TimeDelta::days(4000), BackupKind::Automatic);
        let there = [ahead, backup(now, BackupKind::Automatic)];
        assert!(superseded(&there, Keep::default()).is_empty());
    }
}
