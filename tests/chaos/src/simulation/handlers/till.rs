//! The reference portal's own till: attempts over the desk's client, notices over the bank's route.

use motcua_domain::money::{MoneyState, Vnd};
use motcua_portal::{
    db::convert::name,
    dossiers::progress::Actor,
    money::{
        ask, rows,
        settle::{self, Reconciliation},
    },
};
use motcua_portal_api::money::AttemptState;
use motcua_sync::client::{Carrier, ClientError, Reached};

use super::{Handlers, uuid};
use crate::simulation::{
    money::till::{Ask, Fee, Receipt, Reconciled, Till, Told, Try},
    portal::{Accident, Stop},
};

/// What the gateway reads of the portal's answer to a notice.
#[derive(serde::Deserialize)]
struct Heard {
    #[serde(rename = "RspCode")]
    code: String,
}

impl Handlers {
    /// Planted: what was paid waits for its payment again, in spite of its receipt.
    fn forget_payments(&mut self) {
        let forgotten = self.run().app.db.write_blocking(|tx| {
            tx.execute(
                "UPDATE OR IGNORE attempts SET state = 'pending' WHERE state = 'paid'",
                [],
            )?;
            Ok(())
        });
        forgotten.expect("what was paid can be forgotten");
    }
}

impl Till for Handlers {
    fn serve_money(&mut self, ask: &Ask, accident: Accident) -> Result<Told, ClientError> {
        let client = self.client.only_as(self.account);
        let outcome = self.under(accident, async {
            match ask {
                Ask::List => client.obligations().await.map(Told::List),
                Ask::Start { obligation, body } => client
                    .start_attempt(body.uid, *obligation, body)
                    .await
                    .map(|attempt| Told::Attempt(Some(Box::new(attempt)))),
                Ask::Look { uid } => client
                    .attempt(*uid)
                    .await
                    .map(|attempt| Told::Attempt(attempt.map(Box::new))),
                Ask::GiveUp { key, uid } => client.cancel_attempt(*key, *uid).await.map(|()| Told::Done),
            }
        });
        match accident.stop {
            Some(_) if !matches!(outcome, Err(ClientError::SignInNeeded)) => Err(ClientError::Unreachable {
                reached: Reached::Unknown,
                detail: "the simulated portal stopped".into(),
            }),
            _ => outcome,
        }
    }

    fn notice(&mut self, query: &str, accident: Accident) -> Option<String> {
        if self.forgets_payments {
            self.forget_payments();
        }
        let address = format!("http://127.0.0.1:1/payments/vnpay/ipn?{query}");
        let request = self.line.http().get(address).build().ok()?;
        let line = self.line.clone();
        let heard = self.under(accident, async {
            let response = line.carry(request).await.ok()?;
            response.bytes().await.ok()
        });
        let unheard = matches!(accident.stop, Some(Stop::Dies(_) | Stop::HangsUp(_)));
        let heard: Heard = serde_json::from_slice(&heard.filter(|_| !unheard)?).ok()?;
        Some(heard.code)
    }

    fn chase(&mut self, accident: Accident) {
        let (app, stops) = (self.run().app.clone(), self.stops.clone());
        // What cannot be done now is done in the next round.
        let _done = self.under(accident, async {
            tokio::select! {
                biased;
                done = ask::round(&app) => done.is_ok(),
                () = stops.stopped() => false,
            }
        });
    }

    fn reconcile(&mut self) -> Vec<String> {
        let app = self.run().app.clone();
        let officer = Actor {
            name: "Kế toán".into(),
            unit: "Trung tâm Phục vụ hành chính công".into(),
        };
        let reconciled = app.db.write_blocking(|tx| {
            let mut back = Vec::new();
            for late in rows::unreconciled(tx, None, 100)? {
                let how = if rows::receipt(tx, late.obligation)?.is_some() {
                    back.push(late.reference.clone());
                    Reconciliation::Refund
                } else {
                    Reconciliation::Accept
                };
                settle::reconcile(tx, &app, late.uid, how, &officer)?;
            }
            Ok(back)
        });
        reconciled.expect("late money can be dealt with")
    }

    fn fees(&mut self) -> Vec<Fee> {
        self.read(|db| {
            let mut fees = Vec::new();
            let mut query =
                db.prepare_cached("SELECT id, dossier, total, state FROM obligations ORDER BY rowid")?;
            let mut found = query.query([])?;
            while let Some(row) = found.next()? {
                let id: String = row.get(0)?;
                let mut attempts = db.prepare_cached(
                    "SELECT uid, reference, state, reconciled_how FROM attempts
                     WHERE obligation = ?1 ORDER BY rowid",
                )?;
                let tries = attempts.query_map([&id], |row| {
                    Ok(Try {
                        uid: uuid(row.get(0)?),
                        reference: row.get(1)?,
                        state: name::<AttemptState>(row, "state")?,
                        reconciled: row.get::<_, Option<String>>(3)?.map(|how| match how.as_str() {
                            "accepted" => Reconciled::Accepted,
                            _ => Reconciled::Refunded,
                        }),
                    })
                })?;
                let mut proofs =
                    db.prepare_cached("SELECT attempt, amount FROM receipts WHERE obligation = ?1")?;
                let receipts = proofs.query_map([&id], |row| {
                    Ok(Receipt {
                        attempt: uuid(row.get(0)?),
                        amount: Vnd(row.get(1)?),
                    })
                })?;
                fees.push(Fee {
                    dossier: uuid(row.get(1)?),
                    total: Vnd(row.get(2)?),
                    state: name::<MoneyState>(row, "state")?,
                    tries: tries.collect::<Result<_, _>>()?,
                    receipts: receipts.collect::<Result<_, _>>()?,
                    id: uuid(id),
                });
            }
            Ok(fees)
        })
    }
}
