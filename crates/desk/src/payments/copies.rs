//! The obligations as the portal last described them, one list per account.

use chrono::{DateTime, Utc};
use motcua_portal_api::money::Obligation;
use motcua_store::{PortalCopy, ReadTx, StoreError, WriteTx};
use uuid::Uuid;

use crate::shared::room::Stop;

const KIND: &str = "obligations";

/// The list and as of when it is; an unreadable copy counts as none.
pub(crate) fn read(tx: &ReadTx<'_>, account: Uuid) -> Result<(Vec<Obligation>, Option<DateTime<Utc>>), Stop> {
    let Some(copy) = tx.portal_copy(account, KIND, account)? else {
        return Ok((Vec::new(), None));
    };
    match serde_json::from_value(copy.body) {
        Ok(list) => Ok((list, Some(copy.fetched_at))),
        Err(error) => {
            log::warn!("the copy of the obligations is unreadable and is fetched again: {error}");
            Ok((Vec::new(), None))
        }
    }
}

/// Keeps the whole list.
pub(crate) fn replace(
    tx: &WriteTx<'_>,
    account: Uuid,
    mut list: Vec<Obligation>,
    now: DateTime<Utc>,
) -> Result<(), Stop> {
    list.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
    tx.put_portal_copy(&PortalCopy {
        account,
        kind: KIND.to_owned(),
        id: account,
        version: 1,
        body: serde_json::to_value(&list).map_err(StoreError::from)?,
        fetched_at: now,
    })?;
    Ok(())
}

/// Puts some obligations in place of what was known of them. Returns whether anything changed.
pub(crate) fn merge(
    tx: &WriteTx<'_>,
    account: Uuid,
    newer: &[Obligation],
    now: DateTime<Utc>,
) -> Result<bool, Stop> {
    if newer.is_empty() {
        return Ok(false);
    }
    let (mut list, _) = read(tx, account)?;
    let before = list.clone();
    for obligation in newer {
        match list.iter_mut().find(|known| known.id == obligation.id) {
            Some(known) => known.clone_from(obligation),
            None => list.push(obligation.clone()),
        }
    }
    if list == before {
        return Ok(false);
    }
    replace(tx, account, list, now)?;
    Ok(true)
}
