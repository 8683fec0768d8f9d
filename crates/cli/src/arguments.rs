//! The command line as a whole.

use clap::{Parser, Subcommand};

use crate::{
    commands::{account, catalogue, draft, follow, key, outbox, pay, submit, sync},
    session::Common,
};

/// Một Cửa trên dòng lệnh: thủ tục, hồ sơ và hộp gửi, không cần cửa sổ.
#[derive(Debug, Parser)]
#[command(name = "motcua", version, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub noun: Noun,
}

/// What the desk knows.
#[derive(Debug, Subcommand)]
pub enum Noun {
    /// Tài khoản trên cổng: đăng ký, xác nhận, đăng nhập, đăng xuất.
    #[command(subcommand)]
    Account(account::Command),
    /// Danh mục thủ tục: tìm và xem, không cần mạng, tài khoản hay khóa.
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// Hồ sơ: soạn, đính kèm, kiểm tra, xem.
    #[command(subcommand)]
    Draft(draft::Command),
    /// Nộp hồ sơ: kiểm tra, chốt nội dung và đưa vào Hộp gửi (không cần mạng).
    Submit(submit::Submit),
    /// Hộp gửi: xem, tạm dừng, gửi tiếp, thử lại, lấy ra.
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Gửi những gì chờ trong Hộp gửi và nhận tin mới từ cổng.
    Sync(sync::Sync),
    /// Theo dõi một hồ sơ đã nộp.
    Follow(follow::Follow),
    /// Phí, lệ phí: xem danh sách, mở thanh toán, lấy biên lai.
    Pay(pay::Pay),
    /// Khóa của kho dữ liệu: các cách mở, mã khôi phục, mật khẩu kho.
    #[command(subcommand)]
    Key(key::Command),
}

/// Reads the command line; explains itself and ends the program when that is asked for or needed.
pub fn parse() -> Arguments {
    Arguments::parse()
}
