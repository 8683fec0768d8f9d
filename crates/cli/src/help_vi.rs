//! The words that clap itself puts into the help, in Vietnamese: headings, usage, defaults, choices, and what its own
//! arguments and commands do. Those beside our arguments are Vietnamese already.

use clap::{Arg, Command, builder::StyledStr};

const TEMPLATE: &str = "{before-help}{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";
/// What clap says of its own, and how we say it.
const OWN: [(&str, &str); 5] = [
    ("Print help", "Xem trợ giúp"),
    (
        "Print help (see more with '--help')",
        "Xem trợ giúp (đầy đủ hơn với '--help')",
    ),
    (
        "Print help (see a summary with '-h')",
        "Xem trợ giúp (tóm tắt với '-h')",
    ),
    ("Print version", "Xem phiên bản"),
    (
        "Print this message or the help of the given subcommand(s)",
        "Xem trợ giúp này, hoặc trợ giúp của một lệnh",
    ),
];

/// The whole command line, explained in Vietnamese throughout.
pub fn translate(mut command: Command) -> Command {
    command.build();
    speak(command)
}

fn speak(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage:")
        .trim()
        .replace("[OPTIONS]", "[TÙY CHỌN]")
        .replace("<COMMAND>", "<LỆNH>")
        .replace("[COMMAND]", "[LỆNH]");
    if let Some(about) = command.get_about().and_then(own) {
        command = command.about(about);
    }
    command
        .help_template(TEMPLATE)
        .override_usage(usage)
        .subcommand_help_heading("Lệnh")
        .subcommand_value_name("LỆNH")
        .mut_args(speak_argument)
        .mut_subcommands(speak)
}

fn speak_argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() {
        "Tham số"
    } else {
        "Tùy chọn"
    };
    let mut notes = Vec::new();
    let defaults: Vec<_> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    if !defaults.is_empty() && !argument.is_hide_default_value_set() && argument.get_action().takes_values() {
        notes.push(format!("[mặc định: {}]", defaults.join(" ")));
    }
    let choices: Vec<_> = argument
        .get_possible_values()
        .into_iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    if !choices.is_empty() && !argument.is_hide_possible_values_set() && argument.get_action().takes_values()
    {
        notes.push(format!("[chọn một trong: {}]", choices.join(", ")));
    }
    let with_notes = |help: &StyledStr| {
        let help = own(help).map_or_else(|| help.to_string(), str::to_owned);
        [vec![help], notes.clone()].concat().join(" ")
    };
    let short = argument.get_help().map(with_notes);
    let long = argument.get_long_help().map(with_notes);
    let has_heading = argument.get_help_heading().is_some();
    let mut argument = argument.hide_default_value(true).hide_possible_values(true);
    if let Some(short) = short {
        argument = argument.help(short);
    }
    if let Some(long) = long {
        argument = argument.long_help(long);
    }
    if has_heading {
        argument
    } else {
        argument.help_heading(heading)
    }
}

fn own(text: &StyledStr) -> Option<&'static str> {
    let text = text.to_string();
    OWN.iter()
        .find(|(english, _)| *english == text)
        .map(|(_, vietnamese)| *vietnamese)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, error::ErrorKind};

    use super::*;
    use crate::arguments::Arguments;

    fn every_help(command: &mut Command, all: &mut Vec<(String, String)>) {
        let path = command.get_bin_name().unwrap_or_default().to_owned();
        all.push((path.clone(), command.render_help().to_string()));
        all.push((path, command.render_long_help().to_string()));
        for command in command.get_subcommands_mut() {
            every_help(command, all);
        }
    }

    #[test]
    fn no_help_speaks_english() {
        let mut all = Vec::new();
        every_help(&mut translate(Arguments::command()), &mut all);
        assert!(all.len() > 60, "{} pages of help", all.len());
        for (command, help) in all {
            for english in [
                "Usage",
                "Options",
                "Arguments",
                "Commands",
                "default:",
                "possible values",
                "Possible",
                "Print ",
                "OPTIONS",
                "COMMAND",
            ] {
                assert!(!help.contains(english), "`{command}` says “{english}”:\n{help}");
            }
        }
    }

    #[test]
    fn it_names_defaults_and_choices_and_still_reads_the_line() {
        let mut command = translate(Arguments::command());
        let help = command
            .try_get_matches_from_mut(["motcua", "--help"])
            .unwrap_err();
        assert_eq!(help.kind(), ErrorKind::DisplayHelp);
        let help = help.to_string();
        for word in [
            "Cách dùng: motcua",
            "<LỆNH>",
            "Lệnh:",
            "Tùy chọn:",
            "Xem trợ giúp",
            "Xem phiên bản",
        ] {
            assert!(help.contains(word), "{word}:\n{help}");
        }
        for line in [["motcua", "draft", "list"], ["motcua", "outbox", "list"]] {
            assert!(
                translate(Arguments::command()).try_get_matches_from(line).is_ok(),
                "{line:?}"
            );
        }
    }
}
