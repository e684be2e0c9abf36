//! SyntaxErrors of user files, with the place where Node shows it.
//!
//! The parser knows line and column only as a part of its message. Here they leave the message and become the head of
//! the stack: file and line, the line itself, a caret.

use boa_engine::{Context, JsError, js_string};

use crate::engine::{js, object, throw::define_hidden, utf8};

/// The error of parsing `source` as `name`; `shift` columns of the first line are a wrapper that is not part of it.
pub(crate) fn located(error: JsError, name: &str, source: &str, shift: usize, cx: &mut Context) -> JsError {
    let Ok(value) = error.into_opaque(cx) else {
        return boa_engine::JsNativeError::syntax().with_message(format!("{name} cannot be parsed")).into();
    };
    let Some(object) = value.as_object() else {
        return JsError::from_opaque(value);
    };
    let message = object.get(js_string!("message"), cx).ok().and_then(|message| message.as_string()).map(|message| utf8(&message)).unwrap_or_default();
    let (text, place) = split_place(&message);
    let text = words(text);
    object::put_hidden(&object, js_string!("message"), js(&text));
    let head = match place {
        Some((line, column)) => {
            let column = if line == 1 { column.saturating_sub(shift).max(1) } else { column };
            let shown = source.lines().nth(line - 1).unwrap_or_default();
            let caret: String = shown.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            format!("{name}:{line}\n{shown}\n{caret}^\n\n")
        }
        None => format!("{name}\n\n"),
    };
    let stack = object.get(js_string!("stack"), cx).ok().and_then(|stack| stack.as_string()).map(|stack| utf8(&stack)).unwrap_or_default();
    let frames: String = stack.lines().skip_while(|line| !line.trim_start().starts_with("at ")).flat_map(|line| ["\n", line]).collect();
    // A property that cannot be defined leaves the plain error, which is still right.
    let _kept = define_hidden(&object, js_string!("stack"), js(&format!("{head}SyntaxError: {text}{frames}")), cx);
    JsError::from_opaque(value)
}

/// Takes `… at line 2, col 9` apart.
fn split_place(message: &str) -> (&str, Option<(usize, usize)>) {
    let Some(at) = message.rfind(" at line ") else {
        return (message, None);
    };
    let numbers = &message[at + " at line ".len()..];
    let place = numbers.split_once(", col ").and_then(|(line, column)| {
        let digits: String = column.chars().take_while(char::is_ascii_digit).collect();
        Some((line.trim().parse().ok()?, digits.parse().ok()?))
    });
    match place {
        Some((0, _)) | None => (message, None),
        Some(place) => (&message[..at], Some(place)),
    }
}

/// The parser's words in those that users of Node know, where they say the same.
fn words(text: &str) -> String {
    let text = text.trim_end_matches([',', ' ']);
    if text.contains("abrupt end") {
        return "Unexpected end of input".to_owned();
    }
    if let Some(rest) = text.strip_prefix("expected ").or_else(|| text.strip_prefix("expected one of "))
        && let Some((_, got)) = rest.rsplit_once("got '")
        && let Some((token, _)) = got.split_once('\'')
    {
        return unexpected(token);
    }
    if let Some(rest) = text.strip_prefix("unexpected token '")
        && let Some((token, _)) = rest.split_once('\'')
    {
        return unexpected(token);
    }
    text.to_owned()
}

fn unexpected(token: &str) -> String {
    const KEYWORDS: [&str; 40] = [
        "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for",
        "function", "if", "import", "in", "instanceof", "new", "null", "return", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while",
        "with", "yield", "let", "static", "await",
    ];
    let first = token.chars().next().unwrap_or(' ');
    if first.is_ascii_digit() {
        "Invalid or unexpected token".to_owned()
    } else if (first.is_alphabetic() || first == '_' || first == '$') && !KEYWORDS.contains(&token) {
        format!("Unexpected identifier '{token}'")
    } else if first == '"' || first == '\'' {
        "Unexpected string".to_owned()
    } else {
        format!("Unexpected token '{token}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_words() {
        assert_eq!(split_place("unexpected token 'x', primary expression at line 2, col 9"), ("unexpected token 'x', primary expression", Some((2, 9))));
        assert_eq!(split_place("no place"), ("no place", None));
        assert_eq!(words("expected token ';', got 'bar' in expression statement"), "Unexpected identifier 'bar'");
        assert_eq!(words("unexpected token ')', primary expression"), "Unexpected token ')'");
        assert_eq!(words("abrupt end"), "Unexpected end of input");
    }
}
