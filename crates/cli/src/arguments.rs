//! The command line as a whole.

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use motcua_domain::language::Language;

use crate::{
    commands::{account, backup, catalogue, draft, follow, key, outbox, pay, submit, sync},
    help_en, help_vi,
    session::Common,
    words,
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
    /// Sao lưu kho dữ liệu (đã mã hóa), hoặc gói lại để chuyển sang máy khác.
    Backup(backup::Backup),
    /// Khôi phục từ bản sao lưu; kho đang dùng được cất nguyên vẹn.
    Restore(backup::Restore),
    /// Khóa của kho dữ liệu: các cách mở, mã khôi phục, mật khẩu kho.
    #[command(subcommand)]
    Key(key::Command),
}

/// Reads the command line; explains itself and ends the program when that is asked for or needed.
pub fn parse() -> Arguments {
    let command = match language(std::env::args_os()) {
        Language::Vi => help_vi::translate(Arguments::command()),
        Language::En => help_en::translate(Arguments::command()),
    };
    Arguments::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
}

/// The language of the help, which has to be known before the arguments are read.
fn language(arguments: impl Iterator<Item = OsString>) -> Language {
    let mut chosen = None;
    let mut next_is_it = false;
    for argument in arguments.skip(1) {
        let argument = argument.to_string_lossy();
        if argument == "--" {
            break;
        }
        let value = match argument.strip_prefix("--language=") {
            Some(value) => Some(value),
            None if next_is_it => Some(&*argument),
            None => None,
        };
        match value {
            Some("en") => chosen = Some(Language::En),
            Some("vi") => chosen = Some(Language::Vi),
            _ => {}
        }
        next_is_it = argument == "--language";
    }
    chosen.or_else(words::of_environment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_speaks_the_language_that_is_asked_for() {
        let of = |line: &str| language(line.split(' ').map(OsString::from));
        assert_eq!(of("motcua draft list --language en"), Language::En);
        assert_eq!(of("motcua --language=en --help"), Language::En);
        assert_eq!(of("motcua --language vi --help"), Language::Vi);
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_token_may_begin_like_an_option() {
        let parsed =
            Arguments::try_parse_from(["motcua", "account", "confirm", "-RmyEgPif6yeuBW94oVZ", "--json"]);
        assert!(parsed.is_ok_and(|arguments| arguments.common.json));
    }

    #[test]
    fn every_help_text_is_there_in_english() {
        fn look(command: &clap::Command, missing: &mut Vec<String>) {
            let texts = command
                .get_about()
                .into_iter()
                .chain(command.get_arguments().filter_map(|argument| argument.get_help()));
            missing.extend(
                texts
                    .map(ToString::to_string)
                    .filter(|text| help_en::english(text).is_none()),
            );
            command
                .get_subcommands()
                .for_each(|command| look(command, missing));
        }
        let mut missing = Vec::new();
        look(&Arguments::command(), &mut missing);
        missing.dedup();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
