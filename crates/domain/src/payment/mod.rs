//! What travels to a bank: VietQR and VNPAY, exactly.
pub mod vietqr;
pub mod vnpay;
