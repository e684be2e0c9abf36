//! THE table of command line options, and its readers. Counterpart of Node's `src/node_options.cc`.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};

use crate::env::{Options, UnhandledRejections};

/// How an option takes its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A switch; `--no-name` turns it off.
    Flag,
    /// `--name value` or `--name=value`.
    Value,
    /// A value that may be given more than once.
    List,
    /// `--name` or `--name=value`; alone it means `all`.
    Optional,
}

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Long name without dashes.
    pub name: &'static str,
    /// Other spellings, without dashes; one letter is a short option.
    pub aliases: &'static [&'static str],
    /// How it takes its value.
    pub kind: Kind,
    /// Whether `NODE_OPTIONS` may contain it.
    pub environment: bool,
    /// The line of `--help`; options without one are accepted for Node's sake and not listed.
    pub help: &'static str,
}

const fn flag(name: &'static str, aliases: &'static [&'static str], environment: bool, help: &'static str) -> Row {
    Row { name, aliases, kind: Kind::Flag, environment, help }
}

const fn value(name: &'static str, aliases: &'static [&'static str], environment: bool, help: &'static str) -> Row {
    Row { name, aliases, kind: Kind::Value, environment, help }
}

const fn optional(name: &'static str, aliases: &'static [&'static str], environment: bool, help: &'static str) -> Row {
    Row { name, aliases, kind: Kind::Optional, environment, help }
}

const fn list(name: &'static str, aliases: &'static [&'static str], environment: bool, help: &'static str) -> Row {
    Row { name, aliases, kind: Kind::List, environment, help }
}

/// Every option, sorted by name.
pub static TABLE: &[Row] = &[
    flag("addons", &[], true, "load no native add-ons (as --no-addons)"),
    flag("check", &["c"], false, "check the script's syntax without running it"),
    list("conditions", &["C"], true, "add a condition for package exports and imports"),
    flag("deprecation", &[], true, "silence deprecation warnings (as --no-deprecation)"),
    list("disable-warning", &[], true, "silence warnings by code or type"),
    flag("enable-source-maps", &[], true, "map stack traces through source maps"),
    list("env-file", &[], false, "set environment variables from a file"),
    list("env-file-if-exists", &[], false, "the same, if the file is there"),
    value("eval", &["e"], false, "run the code"),
    value("experimental-default-type", &[], true, "what a file of no declared type is: commonjs or module"),
    flag("experimental-detect-module", &[], true, "tell ES modules by their syntax; on by default"),
    flag("experimental-import-meta-resolve", &[], true, ""),
    list("experimental-loader", &["loader"], true, "import a module of loader hooks before the script"),
    flag("experimental-require-module", &["require-module"], true, "let require load ES modules; on by default"),
    flag("experimental-vm-modules", &[], true, "let vm make ES modules"),
    flag("expose-gc", &[], true, "make the collector callable as gc()"),
    flag("expose-internals", &[], false, ""),
    flag("force-context-aware", &[], true, ""),
    flag("frozen-intrinsics", &[], true, ""),
    flag("help", &["h"], false, "print this text"),
    list("import", &[], true, "import a module before the script"),
    value("input-type", &[], true, "how to read code from -e or stdin: commonjs or module"),
    flag("interactive", &["i"], false, "the REPL, even if stdin is no terminal"),
    value("max-http-header-size", &[], true, "limit of an HTTP head in bytes"),
    value("max-old-space-size", &[], true, "limit of the heap in MiB"),
    flag("pending-deprecation", &[], true, "also warn of what is only documented as deprecated"),
    flag("preserve-symlinks", &[], true, "resolve modules without following symbolic links"),
    flag("preserve-symlinks-main", &[], true, "the same for the script itself"),
    flag("print", &["p"], false, "run the code given with -e, or as the argument, and print its result"),
    flag("print-ast", &[], false, "print the syntax tree of the script"),
    flag("print-bytecode", &[], false, "print the bytecode of the script"),
    value("redirect-warnings", &[], true, "write warnings to a file"),
    list("require", &["r"], true, "require a module before the script"),
    list("security-revert", &[], false, ""),
    value("stack-size", &[], true, "size of the JS stack in KiB"),
    value("stack-trace-limit", &[], true, "frames in a stack trace"),
    flag("throw-deprecation", &[], true, "throw deprecation warnings"),
    value("title", &[], true, "the title of the process"),
    flag("trace-deprecation", &[], true, "print a stack with deprecation warnings"),
    flag("trace-exit", &[], true, "print a stack when the process exits early"),
    optional("trace-require-module", &[], true, "warn when require loads an ES module"),
    flag("trace-uncaught", &[], true, "print where an uncaught exception was thrown"),
    flag("trace-warnings", &[], true, "print a stack with warnings"),
    value("unhandled-rejections", &[], true, "strict, warn, none, throw or warn-with-error-codes"),
    flag("v8-options", &[], false, "list the engine's options"),
    flag("version", &["v"], false, "print the version"),
    flag("warnings", &[], true, "silence all warnings (as --no-warnings)"),
];

/// Spellings of options as `process.allowedNodeEnvironmentFlags` has them.
#[must_use]
pub fn environment_flags() -> Vec<String> {
    let mut flags = Vec::new();
    for row in TABLE.iter().filter(|row| row.environment) {
        flags.push(if is_negative(row.name) { format!("--no-{}", row.name) } else { format!("--{}", row.name) });
        flags.extend(
            row.aliases.iter().map(|alias| if alias.len() == 1 { format!("-{alias}") } else { format!("--{alias}") }),
        );
    }
    flags
}

/// Options that are on by default and documented in their negated form.
fn is_negative(name: &str) -> bool {
    matches!(name, "deprecation" | "warnings")
}

/// What the command line asks for.
#[derive(Debug)]
pub struct Parsed {
    /// The options of the environment.
    pub options: Options,
    /// The script, `-`, or nothing.
    pub script: Option<String>,
}

/// Why the command line is refused: the text for standard error; the exit code is 9.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused(pub String);

fn command() -> Command {
    let mut command = Command::new("ouro").disable_help_flag(true).disable_version_flag(true).no_binary_name(true);
    for row in TABLE {
        let mut arg = Arg::new(row.name).long(row.name).action(match row.kind {
            Kind::Flag => ArgAction::Count,
            Kind::Value | Kind::List | Kind::Optional => ArgAction::Append,
        });
        if row.kind != Kind::Flag {
            arg = arg.num_args(1).allow_hyphen_values(true);
        }
        for alias in row.aliases {
            arg = match alias.chars().next() {
                Some(letter) if alias.len() == 1 => arg.short(letter),
                _ => arg.alias(*alias),
            };
        }
        command = command.arg(arg);
        if row.kind == Kind::Flag {
            command = command
                .arg(Arg::new(format!("no-{}", row.name)).long(format!("no-{}", row.name)).action(ArgAction::Count));
        }
    }
    command
}

/// Finds the row that an argument names, whether it is negated, and its attached value.
fn row_of(argument: &str) -> Option<(&'static Row, bool, Option<&str>)> {
    let (name, attached) = argument.split_once('=').map_or((argument, None), |(name, attached)| (name, Some(attached)));
    let Some(long) = name.strip_prefix("--") else {
        let letter = name.strip_prefix('-')?;
        return TABLE
            .iter()
            .find(|row| row.aliases.contains(&letter) && letter.len() == 1)
            .map(|row| (row, false, attached));
    };
    let long = long.replace('_', "-");
    let find = |name: &str| {
        TABLE.iter().find(|row| row.name == name || row.aliases.iter().any(|alias| alias.len() > 1 && *alias == name))
    };
    if let Some(row) = find(&long) {
        return Some((row, false, attached));
    }
    let positive = find(long.strip_prefix("no-")?)?;
    (positive.kind == Kind::Flag).then_some((positive, true, attached))
}

/// Splits the arguments (without the program) at the script: options before it, the script's own after it.
fn split(args: &[String]) -> Result<(Vec<String>, usize), Refused> {
    let mut own = Vec::new();
    let mut at = 0;
    while let Some(argument) = args.get(at) {
        if argument == "--" {
            return Ok((own, at + 1));
        }
        if argument == "-" || !argument.starts_with('-') {
            return Ok((own, at));
        }
        at += 1;
        // -pe is -p -e.
        if argument == "-pe" {
            own.push("--print".to_owned());
            own.push(format!("--eval={}", take(args, &mut at, argument)?));
            continue;
        }
        let Some((row, negated, attached)) = row_of(argument) else {
            let positive = argument.strip_prefix("--no-").map(|name| format!("--{name}"));
            if positive.is_some_and(|positive| row_of(&positive).is_some()) {
                let reason = "is an invalid negation because it is not a boolean option";
                return Err(Refused(format!("{argument} {reason}")));
            }
            return Err(Refused(format!("bad option: {argument}")));
        };
        let prefix = if negated { "no-" } else { "" };
        if row.kind == Kind::Flag {
            if attached.is_some() {
                return Err(Refused(format!("{argument} does not take an argument")));
            }
            own.push(format!("--{prefix}{}", row.name));
            continue;
        }
        let text = match attached {
            Some(text) => text.to_owned(),
            None if row.kind == Kind::Optional => "all".to_owned(),
            None => take(args, &mut at, argument)?,
        };
        own.push(format!("--{}={text}", row.name));
    }
    Ok((own, at))
}

fn take(args: &[String], at: &mut usize, argument: &str) -> Result<String, Refused> {
    let value = args
        .get(*at)
        .filter(|value| !value.starts_with('-') || value.len() == 1 || argument == "-e" || argument == "--eval");
    *at += 1;
    value.cloned().ok_or_else(|| Refused(format!("{argument} requires an argument")))
}

/// Reads the command line (without the program) after `NODE_OPTIONS`.
///
/// # Errors
/// An unknown option, a missing value, or an option that `NODE_OPTIONS` must not contain.
pub fn parse(program: &str, args: &[String], node_options: Option<&str>) -> Result<Parsed, Refused> {
    let mut options =
        Options { argv0: program.to_owned(), environment_flags: Some(environment_flags), ..Options::default() };
    let from_environment = node_options.map(words).transpose()?.unwrap_or_default();
    for argument in from_environment.iter().filter(|argument| argument.starts_with('-')) {
        match row_of(argument) {
            Some((row, ..)) if row.environment => {}
            _ => return Err(Refused(format!("{argument} is not allowed in NODE_OPTIONS"))),
        }
    }
    let (mut given, _) = split(&from_environment)?;
    let (own, rest) = split(args)?;
    options.exec_argv = exec_argv(&args[..rest], args);
    given.extend(own);
    let mut positional: Vec<String> = args[rest..].to_vec();
    if !given.is_empty() {
        collect(given, &mut options)?;
    }
    // `-p code`: the code is the first argument.
    if options.flag("print") && options.value("eval").is_none() && !positional.is_empty() {
        let code = positional.remove(0);
        options.exec_argv.push(code.clone());
        options.values.push(("eval", code));
        if positional.first().is_some_and(|word| word == "--") {
            positional.remove(0);
        }
    }
    let code_given = options.value("eval").is_some();
    let script = (!code_given && !positional.is_empty() && !(options.flag("interactive") && positional.is_empty()))
        .then(|| positional.remove(0));
    options.args = positional;
    if let Some(mode) = options.value("unhandled-rejections") {
        options.unhandled_rejections = UnhandledRejections::from_name(mode)
            .ok_or_else(|| Refused("invalid value for --unhandled-rejections".to_owned()))?;
    }
    if options.value("trace-require-module").is_some_and(|mode| !["all", "no-node-modules"].contains(&mode)) {
        return Err(Refused("invalid value for --trace-require-module".to_owned()));
    }
    if let Some(kind) = options.value("input-type")
        && !["commonjs", "module", "commonjs-typescript", "module-typescript"].contains(&kind)
    {
        return Err(Refused(
            "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \"commonjs-typescript\"".to_owned(),
        ));
    }
    Ok(Parsed { options, script })
}

fn exec_argv(before: &[String], _all: &[String]) -> Vec<String> {
    before.iter().filter(|argument| *argument != "--").cloned().collect()
}

/// Lets clap read the normalised options and keeps what was given, in order.
fn collect(given: Vec<String>, options: &mut Options) -> Result<(), Refused> {
    let matches = command().try_get_matches_from(&given).map_err(|error| Refused(error.to_string()))?;
    for row in TABLE {
        match row.kind {
            Kind::Flag => {
                let negated = given.iter().rposition(|argument| argument.strip_prefix("--no-") == Some(row.name));
                let plain = given.iter().rposition(|argument| argument.strip_prefix("--") == Some(row.name));
                let on = match (plain, negated) {
                    (Some(plain), Some(negated)) => plain > negated,
                    (plain, _) => plain.is_some(),
                };
                if matches.get_count(row.name) > 0 && on {
                    options.values.push((row.name, "true".to_owned()));
                } else if negated.is_some() && is_negative(row.name) {
                    options.values.push((
                        if row.name == "warnings" { "no-warnings" } else { "no-deprecation" },
                        "true".to_owned(),
                    ));
                } else if negated.is_some() {
                    options.values.push((row.name, "false".to_owned()));
                }
            }
            Kind::Value | Kind::List | Kind::Optional => {
                for value in matches.get_many::<String>(row.name).into_iter().flatten() {
                    options.values.push((row.name, value.clone()));
                }
            }
        }
    }
    Ok(())
}

/// Splits `NODE_OPTIONS` at spaces; double quotes group, backslash escapes inside them.
fn words(text: &str) -> Result<Vec<String>, Refused> {
    let (mut words, mut word, mut quoted, mut open) = (Vec::new(), String::new(), false, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => match chars.next() {
                Some(next) => word.push(next),
                None => return Err(Refused("invalid value for NODE_OPTIONS (invalid escape)".to_owned())),
            },
            '"' => {
                quoted = !quoted;
                open = true;
            }
            ' ' if !quoted => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            _ => word.push(c),
        }
    }
    if quoted {
        return Err(Refused("invalid value for NODE_OPTIONS (unterminated string)".to_owned()));
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

/// The text of `--help`.
#[must_use]
pub fn help() -> String {
    let mut text = String::from(
        "Usage: ouro [options] [ script.js | -e \"code\" | -p \"code\" | - ] [--] [arguments]\n\nOptions:\n  -                                 read the script from standard input (default if it is no terminal)\n  --                                end of the options\n",
    );
    for row in TABLE.iter().filter(|row| !row.help.is_empty()) {
        let mut spelled: Vec<String> = row
            .aliases
            .iter()
            .map(|alias| if alias.len() == 1 { format!("-{alias}") } else { format!("--{alias}") })
            .collect();
        spelled.push(if is_negative(row.name) { format!("--no-{}", row.name) } else { format!("--{}", row.name) });
        let suffix = if row.kind == Kind::Flag { "" } else { "=..." };
        let _ = writeln!(text, "  {:<33} {}", format!("{}{suffix}", spelled.join(", ")), row.help);
    }
    text.push_str(
        "\nEnvironment variables:\n  NODE_OPTIONS                      options, read before those of the command line\n  NODE_PATH                         folders that are searched for modules\n  NODE_DEBUG                        modules that print debug messages\n  NODE_PENDING_DEPRECATION          1: as --pending-deprecation\n  NODE_PRESERVE_SYMLINKS            1: as --preserve-symlinks\n  NODE_NO_WARNINGS                  1: as --no-warnings\n  UV_THREADPOOL_SIZE                threads of the pool\n  NO_COLOR, FORCE_COLOR             never or always colours\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Parsed {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        parse("ouro", &args, None).expect("valid")
    }

    #[test]
    fn table_is_sorted() {
        assert!(TABLE.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn script_ends_the_options() {
        let it = parsed(&["--no-warnings", "a.js", "--help", "x"]);
        assert_eq!(it.script.as_deref(), Some("a.js"));
        assert_eq!(it.options.args, ["--help", "x"]);
        assert_eq!(it.options.exec_argv, ["--no-warnings"]);
        assert!(it.options.flag("no-warnings"));
    }

    #[test]
    fn dashes_end_the_options() {
        let it = parsed(&["-e", "1", "--", "--x"]);
        assert_eq!(it.options.value("eval"), Some("1"));
        assert_eq!(it.options.args, ["--x"]);
    }

    #[test]
    fn print_takes_code() {
        let it = parsed(&["-p", "1+1", "y"]);
        assert_eq!(it.options.value("eval"), Some("1+1"));
        assert_eq!(it.options.args, ["y"]);
        assert_eq!(parsed(&["-pe", "2"]).options.value("eval"), Some("2"));
    }

    #[test]
    fn unknown_options_are_refused() {
        let refused = parse("ouro", &["--nope".to_owned()], None).expect_err("unknown");
        assert_eq!(refused.0, "bad option: --nope");
        assert!(parse("ouro", &[], Some("--eval=1")).is_err());
        assert!(parse("ouro", &[], Some("--no-warnings \"a b\"")).is_ok());
    }

    #[test]
    fn underscores_are_dashes() {
        assert_eq!(parsed(&["--stack_trace_limit=3"]).options.value("stack-trace-limit"), Some("3"));
    }
}
