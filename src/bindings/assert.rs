//! `internalBinding('assert')`: what assertion messages need that is slow in JS: the line diff (Myers' O(ND)
//! algorithm), and the source text of a failed call.

use boa_engine::{Context, JsArgs, JsString, JsValue, object::builtins::JsArray};

use crate::engine::{Binding, Result, arg, function, object, utf8};

/// The table of `internalBinding('assert')`.
pub(super) static BINDING: Binding = Binding {
    name: "assert",
    exports: &[function!("callExpression", 1, call_expression), function!("myersDiff", 3, myers_diff)],
};

/// `myersDiff(actual, expected, checkCommaDisparity)`: `[operation, line]` pairs, last line first; 1 is a line that
/// only `actual` has, -1 one that only `expected` has, 0 one that both have. With the third argument, lines that
/// differ in a final comma count as equal.
fn myers_diff(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let actual = lines(args.get_or_undefined(0), cx)?;
    let expected = lines(args.get_or_undefined(1), cx)?;
    let comma = args.get_or_undefined(2).to_boolean();
    let mut pairs = Vec::new();
    for (operation, line) in diff(&actual, &expected, comma) {
        pairs.push(JsValue::from(JsArray::from_iter([operation.into(), line.into()], cx)));
    }
    Ok(object::array(pairs, cx).into())
}

fn lines(value: &JsValue, cx: &mut Context) -> Result<Vec<JsString>> {
    let Some(array) = value.as_object() else { return Ok(Vec::new()) };
    let values = object::elements(&array, cx)?;
    values.iter().map(|line| Ok(line.to_string(cx)?)).collect()
}

const COMMA: u16 = b',' as u16;

fn same(a: &JsString, b: &JsString, comma: bool) -> bool {
    let extends = |long: &JsString, short: &JsString| {
        long.len() == short.len() + 1
            && long.iter().last() == Some(COMMA)
            && long.iter().zip(short.iter()).all(|(x, y)| x == y)
    };
    a == b || comma && (extends(a, b) || extends(b, a))
}

/// The shortest edit script, backwards. Of the furthest reaching points only the diagonals of each level are kept, so
/// memory is quadratic in the number of differences, not in the number of lines.
fn diff(actual: &[JsString], expected: &[JsString], comma: bool) -> Vec<(i32, JsString)> {
    let (len_a, len_b) = (actual.len() as isize, expected.len() as isize);
    let mut trace: Vec<Vec<isize>> = Vec::new();
    // `level[k]` of level d is diagonal k - d; between levels, index 0 stands for diagonal -(d + 1).
    let mut before: Vec<isize> = Vec::new();
    for d in 0..=len_a + len_b {
        let mut level = vec![0; (2 * d + 1) as usize];
        let mut done = false;
        for k in (-d..=d).step_by(2) {
            let mut x = if d == 0 { 0 } else { step(&before, d, k) };
            let mut y = x - k;
            while x < len_a && y < len_b && same(&actual[x as usize], &expected[y as usize], comma) {
                x += 1;
                y += 1;
            }
            level[(k + d) as usize] = x;
            if x >= len_a && y >= len_b {
                done = true;
                break;
            }
        }
        trace.push(before);
        if done {
            break;
        }
        before = level;
    }
    backtrack(&trace, actual, expected, comma)
}

/// The x of a point of level d - 1 on diagonal k; outside of that level it is 0, as in an array of zeros.
fn reached(before: &[isize], d: isize, k: isize) -> isize {
    usize::try_from(k + d - 1).ok().and_then(|at| before.get(at)).copied().unwrap_or(0)
}

fn goes_down(before: &[isize], d: isize, k: isize) -> bool {
    k == -d || (k != d && reached(before, d, k - 1) < reached(before, d, k + 1))
}

/// Where level d starts on diagonal k: one step down or right from level d - 1.
fn step(before: &[isize], d: isize, k: isize) -> isize {
    if goes_down(before, d, k) { reached(before, d, k + 1) } else { reached(before, d, k - 1) + 1 }
}

fn backtrack(trace: &[Vec<isize>], actual: &[JsString], expected: &[JsString], comma: bool) -> Vec<(i32, JsString)> {
    let (mut x, mut y) = (actual.len() as isize, expected.len() as isize);
    let mut script = Vec::new();
    for (d, before) in trace.iter().enumerate().rev() {
        let d = d as isize;
        let k = x - y;
        let (previous_x, previous_y) = if d == 0 {
            (0, 0)
        } else {
            let k = if goes_down(before, d, k) { k + 1 } else { k - 1 };
            let x = reached(before, d, k);
            (x, x - k)
        };
        while x > previous_x && y > previous_y {
            x -= 1;
            y -= 1;
            let line = &actual[x as usize];
            let shown = if comma && line.iter().last() != Some(COMMA) { &expected[y as usize] } else { line };
            script.push((0, shown.clone()));
        }
        if d > 0 {
            if x > previous_x {
                x -= 1;
                script.push((1, actual[x as usize].clone()));
            } else {
                y -= 1;
                script.push((-1, expected[y as usize].clone()));
            }
        }
    }
    script
}

/// `callExpression(stack)`: the text of the call at the first frame of `stack`, as far as its line shows it.
/// `undefined` when the frame has no file that can be read.
fn call_expression(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stack: JsString = arg(args, 0, "stack", cx)?;
    let found = position(&utf8(&stack)).and_then(|(file, line, column)| {
        let text = std::fs::read(&file).ok()?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let line = text.lines().nth(line.checked_sub(1)?)?.to_owned();
        expression_at(&line, column.saturating_sub(1))
    });
    Ok(found.map_or_else(JsValue::undefined, |text| JsString::from(text).into()))
}

/// The file, line and column of the first `at …` line of a stack.
fn position(stack: &str) -> Option<(String, usize, usize)> {
    let frame = stack.lines().find_map(|line| line.trim_start().strip_prefix("at "))?;
    let place = match frame.rfind('(') {
        Some(open) if frame.ends_with(')') => &frame[open + 1..frame.len() - 1],
        _ => frame,
    };
    let (rest, column) = place.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    let file = file.strip_prefix("file://").unwrap_or(file);
    if file.starts_with("node:") {
        return None;
    }
    Some((file.to_owned(), line.parse().ok()?, column.parse().ok()?))
}

/// The call whose callee ends at or after `column` (in characters): its member expression in front, up to the closing
/// parenthesis, a semicolon, or the end of the line.
fn expression_at(line: &str, column: usize) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let column = column.min(chars.len());
    let open = if column > 0 && chars[column - 1] == '(' {
        column - 1
    } else {
        column + chars[column..].iter().position(|&c| c == '(')?
    };
    let start = callee_start(&chars, open);
    let mut depth = 0_usize;
    let mut at = open;
    while at < chars.len() {
        match chars[at] {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(chars[start..=at].iter().collect());
                }
            }
            ';' => return Some(chars[start..at].iter().collect()),
            quote @ ('"' | '\'' | '`') => at = skip_string(&chars, at, quote),
            '/' if starts_regexp(&chars, at) => at = skip_string(&chars, at, '/'),
            _ => {}
        }
        at += 1;
    }
    Some(chars[start..].iter().collect::<String>().trim_end().to_owned())
}

/// Walks back over `name`, `.name`, `?.name` and `['name']`.
fn callee_start(chars: &[char], open: usize) -> usize {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '#';
    let mut at = open;
    loop {
        if at >= 2 && chars[at - 1] == '.' && chars[at - 2] == '?' && at == open {
            at -= 2;
        }
        let end = at;
        if at > 0 && chars[at - 1] == ']' {
            match chars[..at].iter().rposition(|&c| c == '[') {
                Some(bracket) => at = bracket,
                None => return end,
            }
            if at >= 2 && chars[at - 1] == '.' && chars[at - 2] == '?' {
                at -= 2;
            }
            continue;
        }
        while at > 0 && is_name(chars[at - 1]) {
            at -= 1;
        }
        if at == end {
            return at;
        }
        if at > 0 && chars[at - 1] == '.' {
            at -= if at > 1 && chars[at - 2] == '?' { 2 } else { 1 };
        } else {
            return at;
        }
    }
}

fn skip_string(chars: &[char], open: usize, quote: char) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at
}

fn starts_regexp(chars: &[char], at: usize) -> bool {
    let before = chars[..at].iter().rev().find(|c| !c.is_whitespace());
    before.is_some_and(|c| "(,=:[!&|?{};+-*%~^<>".contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(line: &str, at: &str) -> Option<String> {
        expression_at(line, line.find(at).expect("the mark is in the line"))
    }

    #[test]
    fn finds_the_call() {
        assert_eq!(expression("  assert.ok(a(1) === ')');", "ok").as_deref(), Some("assert.ok(a(1) === ')')"));
        assert_eq!(expression("assert(false); assert(1)", "assert(f").as_deref(), Some("assert(false)"));
        assert_eq!(expression("(x, assert['ok'](null))", "(null").as_deref(), Some("assert['ok'](null)"));
        assert_eq!(expression("assert.ok(", "ok").as_deref(), Some("assert.ok("));
        assert_eq!(expression_at("a.equal(1)", 8).as_deref(), Some("a.equal(1)"));
    }

    #[test]
    fn diffs() {
        let strings = |text: &str| text.split(' ').map(JsString::from).collect::<Vec<_>>();
        let script = diff(&strings("a b c d"), &strings("a x c d e"), false);
        let shown: Vec<String> =
            script.iter().rev().map(|(op, line)| format!("{op}{}", line.to_std_string_escaped())).collect();
        assert_eq!(shown, ["0a", "1b", "-1x", "0c", "0d", "-1e"]);
        assert!(diff(&[], &[], false).is_empty());
        assert_eq!(diff(&strings("a,"), &strings("a"), true).len(), 1);
    }
}
