//! The four states of a dossier, kept apart (design §4).

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// The ten business statuses of the national portal, by their published codes
/// (national dossier exchange `DongBoHoSoMC`, field `TrangThaiHoSo`).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    specta::Type,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BusinessStatus {
    /// 1 Mới đăng ký.
    Registered,
    /// 2 Được tiếp nhận.
    Received,
    /// 3 Không được tiếp nhận.
    Refused,
    /// 4 Đang xử lý.
    Processing,
    /// 5 Yêu cầu bổ sung giấy tờ.
    SupplementRequested,
    /// 6 Yêu cầu thực hiện nghĩa vụ tài chính.
    PaymentRequested,
    /// 7 Công dân yêu cầu rút hồ sơ.
    Withdrawn,
    /// 8 Dừng xử lý.
    Stopped,
    /// 9 Đã xử lý xong.
    Finished,
    /// 10 Đã trả kết quả.
    Returned,
}

/// Where a dossier stands on this desk on its way to the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Being prepared; nothing of it has been asked to leave.
    Draft,
    /// Complete, checked and not yet queued.
    Ready,
    /// Frozen and waiting in the outbox.
    Queued,
    /// On its way.
    Sending,
    /// The portal's manifest was compared and agrees.
    Confirmed,
    /// Waiting for the user, with a reason.
    Held,
}

impl BusinessStatus {
    /// All ten, in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::Registered,
        Self::Received,
        Self::Refused,
        Self::Processing,
        Self::SupplementRequested,
        Self::PaymentRequested,
        Self::Withdrawn,
        Self::Stopped,
        Self::Finished,
        Self::Returned,
    ];

    /// What may follow what (design §4). Data, so that it can be shown and tested; another portal's
    /// numbers are mapped by a table of its own, never read as these.
    pub const TRANSITIONS: [(Self, &'static [Self]); 10] = [
        (
            Self::Registered,
            &[Self::Received, Self::Refused, Self::Withdrawn],
        ),
        (Self::Received, &[Self::Processing, Self::Withdrawn]),
        (Self::Refused, &[]),
        (
            Self::Processing,
            &[
                Self::SupplementRequested,
                Self::PaymentRequested,
                Self::Withdrawn,
                Self::Stopped,
                Self::Finished,
            ],
        ),
        (Self::SupplementRequested, &[Self::Processing, Self::Withdrawn]),
        (Self::PaymentRequested, &[Self::Processing, Self::Withdrawn]),
        (Self::Withdrawn, &[]),
        (Self::Stopped, &[]),
        (Self::Finished, &[Self::Returned]),
        (Self::Returned, &[]),
    ];

    /// The published code, 1 to 10.
    pub fn code(self) -> u8 {
        self as u8 + 1
    }

    /// The status of a published code; `None`: no such code (other products use numbers of their own).
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The name people read.
    pub fn name(self, lang: Language) -> &'static str {
        let (vi, en) = match self {
            Self::Registered => ("Mới đăng ký", "Newly submitted"),
            Self::Received => ("Được tiếp nhận", "Accepted"),
            Self::Refused => ("Không được tiếp nhận", "Not accepted"),
            Self::Processing => ("Đang xử lý", "In progress"),
            Self::SupplementRequested => ("Yêu cầu bổ sung giấy tờ", "Further papers requested"),
            Self::PaymentRequested => ("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment requested"),
            Self::Withdrawn => ("Công dân yêu cầu rút hồ sơ", "Withdrawn by the applicant"),
            Self::Stopped => ("Dừng xử lý", "Stopped"),
            Self::Finished => ("Đã xử lý xong", "Finished"),
            Self::Returned => ("Đã trả kết quả", "Result handed over"),
        };
        match lang {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// What may follow.
    pub fn next(self) -> &'static [Self] {
        Self::TRANSITIONS[self as usize].1
    }

    /// Whether `to` may follow.
    pub fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// Whether the statutory clock stands still (5, 6 and 8).
    pub fn stops_clock(self) -> bool {
        matches!(
            self,
            Self::SupplementRequested | Self::PaymentRequested | Self::Stopped
        )
    }

    /// Whether nothing follows.
    pub fn is_final(self) -> bool {
        self.next().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_table_agree() {
        for (at, status) in BusinessStatus::ALL.into_iter().enumerate() {
            assert_eq!(status.code() as usize, at + 1);
            assert_eq!(BusinessStatus::from_code(status.code()), Some(status));
            assert_eq!(
                BusinessStatus::TRANSITIONS[at].0,
                status,
                "the table is indexed by the status"
            );
        }
        assert_eq!(BusinessStatus::from_code(0), None);
        assert_eq!(BusinessStatus::from_code(11), None);
    }

    #[test]
    fn the_allowed_ways() {
        // 1→2|3, 2→4, 4⇄5, 4⇄6, {1,2,4,5,6}→7, 4→8, 4→9→10
        let allowed = [
            (1, 2),
            (1, 3),
            (2, 4),
            (4, 5),
            (5, 4),
            (4, 6),
            (6, 4),
            (1, 7),
            (2, 7),
            (4, 7),
            (5, 7),
            (6, 7),
            (4, 8),
            (4, 9),
            (9, 10),
        ];
        for from in BusinessStatus::ALL {
            for to in BusinessStatus::ALL {
                assert_eq!(
                    from.may_become(to),
                    allowed.contains(&(from.code(), to.code())),
                    "{from:?} → {to:?}"
                );
            }
        }
    }
}
