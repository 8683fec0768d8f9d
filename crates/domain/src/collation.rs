//! The order of the Vietnamese alphabet.

/// A key that sorts as Vietnamese dictionaries do: letters first (a ă â b c d đ e ê …), then tones
/// (ngang, huyền, hỏi, ngã, sắc, nặng), then case. Compare keys as bytes.
pub fn sort_key(_text: &str) -> Vec<u8> {
    todo!()
}

/// A key for people: by given name (tên), then family name (họ), then middle names.
pub fn name_key(_full_name: &str) -> Vec<u8> {
    todo!()
}
