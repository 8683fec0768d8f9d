//! What can go wrong between a bank and a portal, to be asked for with a payment.

use serde::{Deserialize, Serialize};

/// How the bank tells the portal about one payment or transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// One notice at once, as it should be.
    #[default]
    Normal,
    /// The notice comes only after some seconds.
    Delay,
    /// The same notice is sent twice, even though the first was answered.
    Duplicate,
    /// The first notice is lost; the repeat arrives.
    DropFirst,
    /// An older notice, of a refused try, arrives after the one that says paid.
    Reorder,
    /// Nobody paid; somebody without the key sends a notice that says so.
    Forged,
    /// The notice is signed but names another amount.
    WrongAmount,
    /// No notice at all: only a query can tell.
    Silent,
}

impl Scenario {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Normal,
        Self::Delay,
        Self::Duplicate,
        Self::DropFirst,
        Self::Reorder,
        Self::Forged,
        Self::WrongAmount,
        Self::Silent,
    ];

    /// Value in the form.
    pub fn id(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Delay => "delay",
            Self::Duplicate => "duplicate",
            Self::DropFirst => "drop_first",
            Self::Reorder => "reorder",
            Self::Forged => "forged",
            Self::WrongAmount => "wrong_amount",
            Self::Silent => "silent",
        }
    }

    /// From the value of the form; what is unknown reads as normal.
    pub fn from_id(id: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.id() == id)
            .unwrap_or_default()
    }

    /// What the page says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Normal => "Bình thường: báo cho Cổng ngay, một lần",
            Self::Delay => "Báo chậm (theo số giây bên dưới)",
            Self::Duplicate => "Báo hai lần cùng một nội dung",
            Self::DropFirst => "Thông báo đầu bị mất, thông báo gửi lại đến nơi",
            Self::Reorder => "Sai thứ tự: thông báo “bị từ chối” cũ đến sau thông báo “đã trả”",
            Self::Forged => "Giả mạo: không trả tiền, thông báo có chữ ký sai",
            Self::WrongAmount => "Thông báo ghi sai số tiền",
            Self::Silent => "Không báo gì: Cổng phải tự hỏi ngân hàng",
        }
    }
}
