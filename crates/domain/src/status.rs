//! The four states of a dossier, kept apart (design §4).

use serde::{Deserialize, Serialize};

/// The ten business statuses of the national portal, by their published codes
/// (national dossier exchange `DongBoHoSoMC`, field `TrangThaiHoSo`).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type, utoipa::ToSchema,
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
