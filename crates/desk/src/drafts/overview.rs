//! The first page: what stands open, in order of deadline, and the month by agency.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use motcua_domain::{calendar::local_day, status::BusinessStatus};
use motcua_store::ReceivedRow;

use crate::{
    error::DeskError,
    follow::timeline::days_left,
    shared::room::{Room, whose},
    views::overview::{MonthAgency, MonthCounts, MonthView, OpenDossier},
};

/// As many as a person looks through; the lists have the rest.
const OPEN: u32 = 100;

/// What stands open at the portal, the earliest due day first.
pub(crate) async fn open_dossiers(room: &Arc<Room>) -> Result<Vec<OpenDossier>, DeskError> {
    let calendar = room.shared.shelf().await?.calendar();
    let today = room.shared.today();
    room.read(move |tx| {
        let rows = tx.open_dossiers(whose(tx)?, OPEN)?;
        Ok(rows
            .into_iter()
            .map(|row| OpenDossier {
                working_days_left: row
                    .status
                    .and_then(|status| days_left(calendar.as_deref(), status, row.due_on, today)),
                row: super::list::row(row),
            })
            .collect())
    })
    .await
}

/// The month that is on.
pub(crate) async fn month(room: &Arc<Room>) -> Result<MonthView, DeskError> {
    let shelf = room.shared.shelf().await?;
    let today = room.shared.today();
    let first = today.with_day(1).unwrap_or(today);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(today);
    let rows = room
        .read(move |tx| Ok(tx.received_between(whose(tx)?, midnight(first), midnight(next))?))
        .await?;
    let mut total = MonthCounts::default();
    let mut agencies: HashMap<String, MonthCounts> = HashMap::new();
    for row in rows {
        let name = shelf
            .newest(&row.edition)
            .and_then(|edition| {
                let agency = &edition.procedure(&row.procedure)?.agency;
                Some(edition.agency(agency).name)
            })
            .unwrap_or_default();
        count(&mut total, &row, today);
        count(agencies.entry(name).or_default(), &row, today);
    }
    let mut agencies: Vec<MonthAgency> = agencies
        .into_iter()
        .map(|(name, counts)| MonthAgency { name, counts })
        .collect();
    agencies.sort_by(|a, b| {
        b.counts
            .received
            .cmp(&a.counts.received)
            .then_with(|| a.name.cmp(&b.name))
    });
    Ok(MonthView {
        month: first,
        total,
        agencies,
    })
}

/// The moment a day begins in Việt Nam (UTC+7 all year).
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(7)
}

fn count(counts: &mut MonthCounts, row: &ReceivedRow, today: NaiveDate) {
    counts.received += 1;
    let part = match row.status {
        Some(BusinessStatus::Finished | BusinessStatus::Returned) => {
            match (row.due_on, row.finished_at.map(local_day)) {
                (Some(due), Some(done)) if done > due => &mut counts.late,
                _ => &mut counts.on_time,
            }
        }
        Some(BusinessStatus::Refused | BusinessStatus::Withdrawn | BusinessStatus::Stopped) => {
            &mut counts.ended
        }
        // while the clock stands still the due day moves on
        Some(status) if !status.stops_clock() && row.due_on.is_some_and(|due| due < today) => {
            &mut counts.late
        }
        _ => &mut counts.open,
    };
    *part += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: BusinessStatus, due: Option<&str>, finished: Option<&str>) -> ReceivedRow {
        ReceivedRow {
            procedure: "1.004232".into(),
            edition: "2022".into(),
            status: Some(status),
            due_on: due.map(|day| day.parse().unwrap()),
            finished_at: finished.map(|at| at.parse().unwrap()),
        }
    }

    #[test]
    fn every_dossier_of_the_month_is_counted_once() {
        let today = "2025-09-15".parse().unwrap();
        let rows = [
            row(
                BusinessStatus::Returned,
                Some("2025-09-10"),
                Some("2025-09-10T16:59:00Z"),
            ),
            // 17:00 UTC is the next day here
            row(
                BusinessStatus::Finished,
                Some("2025-09-10"),
                Some("2025-09-10T17:00:00Z"),
            ),
            row(BusinessStatus::Processing, Some("2025-09-14"), None),
            row(BusinessStatus::Processing, Some("2025-09-15"), None),
            row(BusinessStatus::SupplementRequested, Some("2025-09-01"), None),
            row(BusinessStatus::Registered, None, None),
            row(BusinessStatus::Refused, None, None),
        ];
        let mut counts = MonthCounts::default();
        for row in &rows {
            count(&mut counts, row, today);
        }
        let expected = MonthCounts {
            received: 7,
            on_time: 1,
            late: 2,
            open: 3,
            ended: 1,
        };
        assert_eq!(counts, expected);
    }

    #[test]
    fn a_day_begins_at_midnight_here() {
        assert_eq!(
            local_day(midnight("2025-09-01".parse().unwrap())),
            "2025-09-01".parse().unwrap()
        );
    }
}
