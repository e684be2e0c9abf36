//! Whether output is coloured: Node's rules for terminals and the environment.
//!
//! Counterpart of `lib/internal/util/colors.js` and of `getColorDepth` in `lib/internal/tty.js`.

use std::io::IsTerminal;

use boa_engine::{Context, JsObject, JsResult, JsValue, js_string};

use super::{State, Target, output};
use crate::{
    engine::{Result, js, object::get, utf8},
    env::Env,
};

const NONE: u32 = 1;
const SIXTEEN: u32 = 4;
const MANY: u32 = 8;
const TRUE_COLOR: u32 = 24;

/// Terminals by their whole name.
static TERMINALS: &[(&str, u32)] = &[
    ("eterm", SIXTEEN),
    ("cons25", SIXTEEN),
    ("console", SIXTEEN),
    ("cygwin", SIXTEEN),
    ("dtterm", SIXTEEN),
    ("gnome", SIXTEEN),
    ("hurd", SIXTEEN),
    ("jfbterm", SIXTEEN),
    ("konsole", SIXTEEN),
    ("kterm", SIXTEEN),
    ("mlterm", SIXTEEN),
    ("mosh", TRUE_COLOR),
    ("putty", SIXTEEN),
    ("st", SIXTEEN),
    ("rxvt-unicode-24bit", TRUE_COLOR),
    ("terminator", TRUE_COLOR),
    ("xterm-kitty", TRUE_COLOR),
];

/// Services that run builds, by the variable that they set.
static BUILDERS: &[(&str, u32)] = &[
    ("APPVEYOR", MANY),
    ("BUILDKITE", MANY),
    ("CIRCLECI", TRUE_COLOR),
    ("DRONE", MANY),
    ("GITEA_ACTIONS", TRUE_COLOR),
    ("GITHUB_ACTIONS", TRUE_COLOR),
    ("GITLAB_CI", MANY),
    ("TRAVIS", MANY),
];

/// Whether values among the arguments are to be coloured. Strings alone never are, so then nothing is looked up.
pub(super) fn options(state: &State, target: Target, args: &[JsValue], cx: &mut Context) -> JsResult<bool> {
    if args.iter().all(JsValue::is_string) {
        return Ok(false);
    }
    wanted(state, target, cx)
}

/// Whether a stream of the global console gets colours.
pub(super) fn wanted(state: &State, target: Target, cx: &mut Context) -> JsResult<bool> {
    let env = environment(cx)?;
    if !get(&env, "FORCE_COLOR", cx)?.is_undefined() {
        return Ok(depth(Variables { env, cx })? > 2);
    }
    match output::found_stream(state, target, cx)? {
        None => {
            let terminal = if target == Target::Stdout {
                std::io::stdout().is_terminal()
            } else {
                std::io::stderr().is_terminal()
            };
            Ok(terminal && depth(Variables { env, cx })? > 2)
        }
        Some(stream) => {
            if !output::truthy_property(&stream, "isTTY", cx)?.to_boolean() {
                return Ok(false);
            }
            match output::truthy_property(&stream, "getColorDepth", cx)?.as_callable() {
                Some(function) => Ok(function.call(&stream, &[], cx)?.to_number(cx)? > 2.0),
                None => Ok(true),
            }
        }
    }
}

fn environment(cx: &mut Context) -> JsResult<JsObject> {
    let process = Env::of(cx).process();
    let env = process.get(js_string!("env"), cx)?;
    Ok(env.as_object().unwrap_or_else(JsObject::with_null_proto))
}

/// `getColorDepth(env = process.env)`: 1, 4, 8 or 24 bits.
pub(super) fn get_color_depth(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = match args.first().and_then(JsValue::as_object) {
        Some(env) => env,
        None => environment(cx)?,
    };
    Ok(depth(Variables { env, cx })?.into())
}

/// The environment as a script sees it.
struct Variables<'a> {
    env: JsObject,
    cx: &'a mut Context,
}

impl Variables<'_> {
    fn get(&mut self, name: &str) -> JsResult<Option<String>> {
        let value = self.env.get(js(name), self.cx)?;
        if value.is_undefined() {
            return Ok(None);
        }
        Ok(Some(utf8(&value.to_string(self.cx)?)))
    }

    fn is_set(&mut self, name: &str) -> JsResult<bool> {
        Ok(self.get(name)?.is_some_and(|value| !value.is_empty()))
    }

    fn has(&mut self, name: &str) -> JsResult<bool> {
        self.env.has_own_property(js(name), self.cx)
    }
}

fn depth(variables: Variables<'_>) -> JsResult<u32> {
    let mut env = variables;
    if let Some(force) = env.get("FORCE_COLOR")? {
        let depth = match force.as_str() {
            "" | "1" | "true" => SIXTEEN,
            "2" => MANY,
            "3" => TRUE_COLOR,
            _ => return Ok(NONE),
        };
        warn_once(&mut env)?;
        return Ok(depth);
    }
    if env.is_set("NODE_DISABLE_COLORS")? || env.is_set("NO_COLOR")? || env.get("TERM")?.as_deref() == Some("dumb") {
        return Ok(NONE);
    }
    if env.is_set("TMUX")? {
        return Ok(TRUE_COLOR);
    }
    if env.has("TF_BUILD")? && env.has("AGENT_NAME")? {
        return Ok(SIXTEEN);
    }
    if env.has("CI")? {
        for (name, depth) in BUILDERS {
            if env.has(name)? {
                return Ok(*depth);
            }
        }
        return Ok(if env.get("CI_NAME")?.as_deref() == Some("codeship") { MANY } else { NONE });
    }
    if let Some(version) = env.get("TEAMCITY_VERSION")? {
        return Ok(if teamcity_has_colors(&version) { SIXTEEN } else { NONE });
    }
    match env.get("TERM_PROGRAM")?.as_deref() {
        Some("iTerm.app") => {
            let version = env.get("TERM_PROGRAM_VERSION")?.unwrap_or_default();
            let old = version.is_empty() || (version.starts_with(['0', '1', '2']) && version[1..].starts_with('.'));
            return Ok(if old { MANY } else { TRUE_COLOR });
        }
        Some("HyperTerm" | "MacTerm") => return Ok(TRUE_COLOR),
        Some("Apple_Terminal") => return Ok(MANY),
        _ => {}
    }
    let color_term = env.get("COLORTERM")?.unwrap_or_default();
    if color_term == "truecolor" || color_term == "24bit" {
        return Ok(TRUE_COLOR);
    }
    let term = env.get("TERM")?.unwrap_or_default();
    if let Some(depth) = terminal_depth(&term) {
        return Ok(depth);
    }
    Ok(if color_term.is_empty() { NONE } else { SIXTEEN })
}

fn terminal_depth(term: &str) -> Option<u32> {
    if term.contains("truecolor") {
        return Some(TRUE_COLOR);
    }
    if term.starts_with("xterm-256") {
        return Some(MANY);
    }
    let term = term.to_lowercase();
    if let Some((_, depth)) = TERMINALS.iter().find(|(name, _)| *name == term) {
        return Some(*depth);
    }
    let cons = term.strip_prefix("con").is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.strip_prefix('x').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let contains = ["ansi", "color", "linux", "direct"].iter().any(|part| term.contains(part));
    let starts = ["rxvt", "screen", "xterm", "vt100", "vt220"].iter().any(|part| term.starts_with(part));
    (cons || contains || starts).then_some(SIXTEEN)
}

/// 9.1 and later, and every version of two digits.
fn teamcity_has_colors(version: &str) -> bool {
    let Some((major, rest)) = version.split_once('.') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    if major == "9" {
        return rest.split_once('.').is_some_and(|(minor, _)| digits(minor) && minor.bytes().any(|c| c != b'0'));
    }
    major.len() >= 2 && digits(major)
}

/// `FORCE_COLOR` wins over variables that switch colours off; Node says so once.
fn warn_once(env: &mut Variables<'_>) -> JsResult<()> {
    let state = Env::of(env.cx);
    if state.slot("console.colorWarned").is_some() {
        return Ok(());
    }
    let mut names = Vec::new();
    for name in ["NODE_DISABLE_COLORS", "NO_COLOR"] {
        if env.is_set(name)? {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    state.set_slot("console.colorWarned", JsValue::from(true));
    let process = state.process();
    if let Some(emit) = get(&process, "emitWarning", env.cx)?.as_callable() {
        let text = format!("The '{}' env is ignored due to the 'FORCE_COLOR' env being set.", names.join("' and '"));
        emit.call(&process.into(), &[js(&text).into(), js("Warning").into()], env.cx)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals() {
        assert_eq!(terminal_depth("xterm"), Some(SIXTEEN));
        assert_eq!(terminal_depth("xterm-256color"), Some(MANY));
        assert_eq!(terminal_depth("xterm-kitty"), Some(TRUE_COLOR));
        assert_eq!(terminal_depth("con132x25"), Some(SIXTEEN));
        assert_eq!(terminal_depth("unknown"), None);
    }

    #[test]
    fn teamcity() {
        assert!(teamcity_has_colors("9.1.0") && teamcity_has_colors("10.0"));
        assert!(!teamcity_has_colors("9.0.0") && !teamcity_has_colors("8.1"));
    }
}
