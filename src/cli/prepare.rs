//! What options change before any JS runs: `--env-file`, `--title`, and the variables that stand for options.

use crate::{dotenv, env::Options, sys};

/// Variables that are another spelling of an option: set to `1`, they turn it on.
const VARIABLES: &[(&str, &str)] = &[
    ("NODE_NO_WARNINGS", "no-warnings"),
    ("NODE_PENDING_DEPRECATION", "pending-deprecation"),
    ("NODE_PRESERVE_SYMLINKS", "preserve-symlinks"),
    ("NODE_PRESERVE_SYMLINKS_MAIN", "preserve-symlinks-main"),
];

/// Applies `--env-file` and `--env-file-if-exists`. Must run before the second thread starts, and before
/// `NODE_OPTIONS` is read, which such a file may set. A variable that is set already stays.
///
/// # Errors
/// The text for standard error if a required file is not there.
pub fn env_files(args: &[String]) -> Result<(), String> {
    let mut rest = args.iter();
    let mut found: Vec<(String, String)> = Vec::new();
    while let Some(argument) = rest.next() {
        if argument == "--" || !argument.starts_with('-') {
            break;
        }
        let (name, attached) =
            argument.split_once('=').map_or((argument.as_str(), None), |(name, value)| (name, Some(value.to_owned())));
        let optional = match name {
            "--env-file" => false,
            "--env-file-if-exists" => true,
            _ => continue,
        };
        let Some(path) = attached.or_else(|| rest.next().cloned()) else { break };
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                for (name, value) in dotenv::parse(&text) {
                    found.retain(|(known, _)| *known != name);
                    found.push((name, value));
                }
            }
            Err(_) if optional => {
                sys::stdio::write_stderr(format!("{path} not found. Continuing without it.\n").as_bytes())
            }
            Err(_) => return Err(format!("{path}: not found")),
        }
    }
    for (name, value) in found {
        if std::env::var_os(&name).is_none() {
            sys::identity::set_environment(&name, Some(&value));
        }
    }
    Ok(())
}

/// Adds what the environment's variables say to the options.
pub fn variables(options: &mut Options) {
    for &(variable, option) in VARIABLES {
        if std::env::var(variable).is_ok_and(|value| value == "1") && !options.flag(option) {
            options.values.push((option, "true".to_owned()));
        }
    }
}

/// Sets the process's title if one is asked for.
pub fn title(options: &Options) {
    if let Some(title) = options.value("title") {
        // The kernel keeps 15 bytes of it; a refusal changes nothing that the program could see.
        let _unchanged = sys::identity::set_title(title);
    }
}
