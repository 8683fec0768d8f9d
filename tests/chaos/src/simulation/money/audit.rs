//! Compares the bank's book with the portal's and with what the desk shows: no fee is paid twice,
//! no money that was taken is without its receipt, and nothing counts as paid that was not.

use std::collections::BTreeMap;

use motcua_domain::money::MoneyState;
use motcua_portal_api::money::AttemptState;
use uuid::Uuid;

use super::{
    bank::{Decision, Payment},
    till::Fee,
};
use crate::simulation::world::World;

impl World {
    /// Whether nothing about money is on its way, everybody who wanted to pay has, and the desk
    /// knows it.
    pub fn money_rests(&mut self) -> bool {
        if self.money.has_errands() {
            return false;
        }
        let fees = self.portal.fees();
        fees.iter().all(Fee::rests) && self.unpaid(&fees).is_empty() && self.misled(&fees).is_empty()
    }

    /// [`World::money_rests`], and did when it was last looked at.
    pub fn money_is_settled(&mut self) -> bool {
        if self.money.payers {
            self.money.rests = self.money.rests && self.money_rests();
        }
        self.money.rests
    }

    /// Fees that somebody still wants to pay.
    fn unpaid(&self, fees: &[Fee]) -> Vec<Uuid> {
        let wanted = |fee: &&Fee| {
            let wish = self.money.wishes.get(&fee.dossier);
            wish.is_some_and(|wish| !wish.dropped)
                && !matches!(fee.state, MoneyState::Paid | MoneyState::None)
        };
        fees.iter().filter(wanted).map(|fee| fee.id).collect()
    }

    /// Fees of which the desk says other than the portal.
    fn misled(&self, fees: &[Fee]) -> Vec<Uuid> {
        let differs = |fee: &&Fee| {
            let shown = self.money.view.iter().find(|owed| owed.id == fee.id);
            shown.is_none_or(|owed| {
                // by time at the desk, as they came at the portal: its clock may have been put back
                let shown: BTreeMap<_, _> = owed.attempts.iter().map(|one| (one.uid, one.state)).collect();
                let tries: BTreeMap<_, _> = fee.tries.iter().map(|one| (one.uid, one.state)).collect();
                owed.state != fee.state || owed.receipt.is_some() == fee.receipts.is_empty() || shown != tries
            })
        };
        let wrong = fees.iter().filter(differs).map(|fee| fee.id);
        let ghosts = self.money.view.iter().map(|owed| owed.id);
        let ghosts = ghosts.filter(|id| !fees.iter().any(|fee| fee.id == *id));
        wrong.chain(ghosts).collect()
    }

    /// At the end of a run.
    pub fn check_money(&mut self) {
        let fees = self.portal.fees();
        let bank = self.money.branch.bank();
        let mut complaints = Vec::new();
        let mut owing = BTreeMap::<Uuid, u32>::new();
        for fee in &fees {
            *owing.entry(fee.dossier).or_default() += 1;
            check_fee(fee, &bank.payments, |text| {
                complaints.push(format!("fee {}: {text}", fee.id));
            });
        }
        for (dossier, count) in owing.into_iter().filter(|(_, count)| *count > 1) {
            complaints.push(format!("DOUBLED: dossier {dossier} owes {count} fees"));
        }
        for reference in bank.payments.keys() {
            if !fees
                .iter()
                .any(|fee| fee.tries.iter().any(|one| one.reference == *reference))
            {
                complaints.push(format!("LOST: the portal does not know of attempt {reference}"));
            }
        }
        drop(bank);
        let misled = if self.money.payers {
            self.misled(&fees)
        } else {
            Vec::new()
        };
        for id in self.unpaid(&fees) {
            complaints.push(format!("LOST: fee {id} never gets paid"));
        }
        for id in misled {
            complaints.push(format!("LOST: the desk says other than the portal of fee {id}"));
        }
        self.complaints.extend(complaints);
    }
}

fn check_fee(fee: &Fee, book: &BTreeMap<String, Payment>, mut complain: impl FnMut(String)) {
    let payment = |reference: &String| {
        let payment = book.get(reference);
        payment.filter(|payment| payment.decision == Some(Decision::Paid))
    };
    let mut kept = 0;
    let mut paid = 0;
    for one in &fee.tries {
        let (reference, state) = (&one.reference, one.state);
        let counts = matches!(state, AttemptState::Paid | AttemptState::Late);
        paid += u32::from(state == AttemptState::Paid);
        match payment(reference) {
            Some(taken) => {
                kept += u32::from(!taken.refunded);
                if !counts {
                    complain(format!(
                        "LOST: the bank took the money for {reference}, the portal says {state:?}"
                    ));
                }
                if taken.amount != fee.total {
                    complain(format!(
                        "LOST: the bank took {}, the fee is {}",
                        taken.amount, fee.total
                    ));
                }
            }
            None if counts => complain(format!(
                "GHOST: the portal says {state:?} of {reference}, the bank took nothing"
            )),
            None => {}
        }
        if state == AttemptState::Pending {
            complain(format!("LOST: attempt {reference} never comes to an end"));
        }
    }
    if paid > 1 {
        complain(format!("DOUBLED: {paid} attempts count as its payment"));
    }
    if kept > 1 {
        complain(format!("DOUBLED: the bank took it {kept} times and keeps it"));
    }
    match &fee.receipts[..] {
        [] if kept > 0 => complain("LOST: the bank took it, and there is no receipt".into()),
        [] => {}
        [receipt] => {
            let of = fee.tries.iter().find(|one| one.uid == receipt.attempt);
            let covered = of
                .and_then(|one| payment(&one.reference))
                .is_some_and(|payment| !payment.refunded && payment.amount == receipt.amount);
            if !covered {
                complain("GHOST: there is a receipt without money".into());
            }
        }
        several => complain(format!("DOUBLED: there are {} receipts", several.len())),
    }
    if (fee.state == MoneyState::Paid) == fee.receipts.is_empty() {
        complain(format!(
            "LOST: its state is {:?}, its receipts are {:?}",
            fee.state, fee.receipts
        ));
    }
}
