//! Reads a VietQR as a bank's app does: EMVCo TLV with a checksum. What is scanned is hostile
//! until parsed.

use motcua_domain::payment::vietqr::crc16;

/// What a VietQR asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrTransfer {
    /// NAPAS number of the receiving bank, 6 digits.
    pub bank_bin: String,
    /// Receiving account.
    pub account: String,
    /// Đồng, if the code names an amount.
    pub amount: Option<i64>,
    /// Content of the transfer (tag 62-08).
    pub purpose: String,
}

/// Why a code is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// No TLV.
    #[error("Đây không phải mã VietQR. Hãy sao chép lại toàn bộ nội dung của mã.")]
    Malformed,
    /// The checksum does not fit.
    #[error("Mã VietQR bị sai hoặc thiếu ký tự (không khớp mã kiểm tra). Hãy quét lại.")]
    Checksum,
    /// No NAPAS transfer to an account in đồng.
    #[error("Mã này không phải mã chuyển khoản VietQR bằng đồng Việt Nam.")]
    NotVietQr,
}

/// Splits ASCII text into tags and values.
fn tags(mut text: &str) -> Result<Vec<(&str, &str)>, QrError> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let (head, rest) = text.split_at_checked(4).ok_or(QrError::Malformed)?;
        if !head.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(QrError::Malformed);
        }
        let length: usize = head[2..].parse().map_err(|_| QrError::Malformed)?;
        let (value, rest) = rest.split_at_checked(length).ok_or(QrError::Malformed)?;
        found.push((&head[..2], value));
        text = rest;
    }
    Ok(found)
}

fn tag<'a>(tags: &[(&'a str, &'a str)], wanted: &str) -> Option<&'a str> {
    tags.iter().find(|(id, _)| *id == wanted).map(|(_, value)| *value)
}

/// Reads and checks a payload.
pub fn read_vietqr(payload: &str) -> Result<QrTransfer, QrError> {
    let payload = payload.trim();
    if payload.len() > 512 || !payload.is_ascii() {
        return Err(QrError::Malformed);
    }
    let root = tags(payload)?;
    let Some(("63", crc)) = root.last().copied() else {
        return Err(QrError::Malformed);
    };
    let counted = &payload[..payload.len() - 4];
    if crc.len() != 4 || !crc.eq_ignore_ascii_case(&format!("{:04X}", crc16(counted.as_bytes()))) {
        return Err(QrError::Checksum);
    }
    let merchant = tags(tag(&root, "38").ok_or(QrError::NotVietQr)?)?;
    if tag(&merchant, "00") != Some("A000000727") || tag(&root, "53") != Some("704") {
        return Err(QrError::NotVietQr);
    }
    let bank = tags(tag(&merchant, "01").ok_or(QrError::NotVietQr)?)?;
    let bank_bin = tag(&bank, "00")
        .filter(|bin| bin.len() == 6)
        .ok_or(QrError::NotVietQr)?;
    let account = tag(&bank, "01")
        .filter(|account| !account.is_empty())
        .ok_or(QrError::NotVietQr)?;
    let amount = match tag(&root, "54") {
        None => None,
        Some(text) => Some(
            text.parse::<i64>()
                .ok()
                .filter(|n| *n > 0)
                .ok_or(QrError::Malformed)?,
        ),
    };
    let extra = tag(&root, "62").map(tags).transpose()?.unwrap_or_default();
    Ok(QrTransfer {
        bank_bin: bank_bin.to_owned(),
        account: account.to_owned(),
        amount,
        purpose: tag(&extra, "08").unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: &str = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA\
                             53037045405790005802VN62220818Ung Ho Quy Vac Xin63043ACF";

    #[test]
    fn the_published_vector_reads() {
        let read = read_vietqr(PUBLISHED).unwrap();
        assert_eq!(read.bank_bin, "970415");
        assert_eq!(read.account, "113366668888");
        assert_eq!(read.amount, Some(79_000));
        assert_eq!(read.purpose, "Ung Ho Quy Vac Xin");
    }

    #[test]
    fn damage_is_noticed() {
        for at in 0..PUBLISHED.len() {
            let mut bytes = PUBLISHED.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            let damaged = String::from_utf8(bytes).unwrap();
            assert!(
                read_vietqr(&damaged).is_err(),
                "one changed character at {at} must be noticed"
            );
        }
        for length in 0..PUBLISHED.len() {
            assert!(
                read_vietqr(&PUBLISHED[..length]).is_err(),
                "a code cut at {length} must be refused"
            );
        }
        assert_eq!(read_vietqr("Nguyễn Văn A"), Err(QrError::Malformed));
    }
}
