//! `--help` in Japanese. The English is that of the code; a test holds `locales/en/help.ftl` to it.

use clap::Command;
use platform::languages::Words;
use platform::text::Language;

/// The command itself, before any of its own.
const ROOT: &str = "mamori";

/// The command line with its help in the reader's language.
pub(super) fn in_language(mut command: Command, words: Words) -> Command {
    if words.language() == Language::En {
        return command;
    }
    // What clap adds by itself stands in it only then.
    command.build();
    japanese(command, words, ROOT)
}

fn japanese(command: Command, words: Words, path: &str) -> Command {
    let mut command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
            words.say("help-heading-usage")
        ))
        .subcommand_help_heading(leaked(words.say("help-heading-commands")))
        .mut_args(|arg| {
            let text = words.say(&key_of_arg(path, arg.get_id().as_str(), words));
            let heading = if arg.is_positional() {
                "help-heading-arguments"
            } else {
                "help-heading-options"
            };
            // The values stand in the text: their own help is English.
            arg.help(first(&text))
                .long_help(text)
                .help_heading(leaked(words.say(heading)))
                .hide_possible_values(true)
        });
    let about = words.say(&format!("help-{path}"));
    command = command.about(first(&about)).long_about(about);
    command.mut_subcommands(|sub| {
        if sub.get_name() == "help" {
            return sub.about(words.say("help-help"));
        }
        let path = path_of(path, sub.get_name());
        japanese(sub, words, &path)
    })
}

/// The message of an option: its own, or the one for every option of that name.
fn key_of_arg(path: &str, id: &str, words: Words) -> String {
    let id = id.replace('_', "-");
    let own = format!("help-{path}--{id}");
    if words.has(&own) {
        own
    } else {
        format!("help-option-{id}")
    }
}

/// `draw-verify` of `draw` and `verify`.
fn path_of(path: &str, name: &str) -> String {
    if path == ROOT {
        name.to_owned()
    } else {
        format!("{path}-{name}")
    }
}

/// Headings live as long as the process, which says them once.
fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn first(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::commands::CommandLine;

    const JA: Words = Words::new(Language::Ja);
    const EN: Words = Words::new(Language::En);

    fn walk(command: &Command, path: &str, out: &mut Vec<(String, String)>) {
        let text = |long: Option<&clap::builder::StyledStr>, short: Option<&clap::builder::StyledStr>| {
            long.or(short).map(ToString::to_string).unwrap_or_default()
        };
        out.push((
            format!("help-{path}"),
            text(command.get_long_about(), command.get_about()),
        ));
        for arg in command.get_arguments() {
            let key = key_of_arg(path, arg.get_id().as_str(), EN);
            out.push((key, text(arg.get_long_help(), arg.get_help())));
        }
        for sub in command.get_subcommands() {
            walk(sub, &path_of(path, sub.get_name()), out);
        }
    }

    #[test]
    fn every_command_and_option_has_its_help_in_both_languages() {
        let mut texts = Vec::new();
        walk(&CommandLine::command(), ROOT, &mut texts);
        assert!(texts.len() > 80);
        for (key, text) in texts {
            assert!(JA.has(&key), "{key} is missing");
            assert_eq!(EN.say(&key), text, "{key}");
        }
    }
}
