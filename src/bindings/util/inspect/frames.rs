//! The frames of a stack: repeated ones are folded, and with colours Node's own become grey and packages underlined.

use std::collections::HashMap;

use boa_engine::{JsObject, JsResult, js_string};

use super::{Inspector, style::Style, text::Text};
use crate::env::Env;

impl Inspector<'_> {
    /// The lines of a stack, without those that the cause shows as well and without repetitions.
    pub(super) fn frames(&mut self, object: &JsObject, stack: &Text) -> JsResult<Vec<Text>> {
        let mut frames = stack.lines();
        if let Some(cause) = self.cause_stack(object)?
            && let Some(at) = cause.find_str("\n    at", 0)
        {
            let cause_frames = cause.slice(at + 1, cause.len()).lines();
            if let Some((length, offset)) = common_run(&frames, &cause_frames) {
                let skipped = length - 2;
                let text = Text::from(format!("    ... {skipped} lines matching cause stack trace ..."));
                let text = self.stylize(text, Style::Undefined)?;
                frames.splice(offset + 1..offset + 1 + skipped, [text]);
            }
        }
        if frames.len() > 10 {
            for repeated in repetitions(&frames).into_iter().rev() {
                let total = repeated.length * repeated.times;
                let which = if repeated.times > 1 {
                    format!("{} lines {} times...", repeated.length, repeated.times)
                } else {
                    "lines ...".into()
                };
                let text = Text::from(format!("    ... collapsed {total} duplicate lines matching above {which}"));
                let text = self.stylize(text, Style::Undefined)?;
                frames.splice(repeated.start..repeated.start + total, [text]);
            }
        }
        Ok(frames)
    }

    /// The head of a stack followed by its frames.
    pub(super) fn with_frames(&mut self, mut head: Text, lines: Vec<Text>) -> JsResult<Text> {
        let cwd = if self.options.colors { self.working_directory() } else { None };
        for line in lines {
            head.push_str("\n");
            if !self.options.colors {
                head.push(&line);
            } else if is_core_frame(&line) {
                head.push(&self.stylize(line, Style::Undefined)?);
            } else {
                let mut line = self.mark_packages(line)?;
                if let Some(cwd) = &cwd {
                    let marked = self.mark_directory(&line, cwd)?;
                    line = match url::Url::from_file_path(cwd) {
                        Ok(url) if marked == line => self.mark_directory(&line, url.as_str())?,
                        _ => marked,
                    };
                }
                head.push(&line);
            }
        }
        Ok(head)
    }

    /// What `process.cwd()` says; scripts may have put another function there.
    fn working_directory(&mut self) -> Option<String> {
        let process = Env::of(self.cx).process();
        let function = process.get(js_string!("cwd"), self.cx).ok()?;
        let cwd = super::home::call(&function, &process.into(), &[], self.cx).ok()?.as_string()?;
        Some(crate::engine::utf8(&cwd))
    }

    /// Underlines the names of packages below `node_modules`.
    fn mark_packages(&mut self, line: Text) -> JsResult<Text> {
        let slash = |unit: Option<&u16>| unit.is_some_and(|unit| *unit == u16::from(b'/') || *unit == u16::from(b'\\'));
        let (mut out, mut last, mut from) = (Text::new(), 0, 0);
        while let Some(at) = line.find_str("node_modules", from) {
            let units = line.units();
            if at == 0 || !slash(units.get(at - 1)) || !slash(units.get(at + 12)) {
                from = at + 1;
                continue;
            }
            let separator = units[at - 1];
            let start = at + 13;
            out.push_units(&units[last..start]);
            let next = |from: usize| units.iter().skip(from).position(|unit| *unit == separator).map(|at| at + from);
            let end = match next(start) {
                None => units.len(),
                Some(end) if units.get(start) == Some(&u16::from(b'@')) => next(end + 1).unwrap_or(units.len()),
                Some(end) => end,
            };
            let name = self.stylize(line.slice(start, end), Style::Module)?;
            out.push(&name);
            last = end;
            from = end;
        }
        if last == 0 {
            return Ok(line);
        }
        out.push_units(&line.units()[last..]);
        Ok(out)
    }

    /// Greys the working directory of a frame's path.
    fn mark_directory(&mut self, line: &Text, directory: &str) -> JsResult<Text> {
        let directory = Text::from(directory);
        let Some(mut at) = line.find(&directory, 0) else { return Ok(line.clone()) };
        let mut length = directory.len();
        if at >= 7 && line.slice(at - 7, at) == *"file://" {
            length += 7;
            at -= 7;
        }
        let units = line.units();
        let bracket = at > 0 && units[at - 1] == u16::from(b'(');
        let start = if bracket { at - 1 } else { at };
        let closes = bracket && units.last() == Some(&u16::from(b')'));
        let end = if closes { units.len() - 1 } else { units.len() };
        let split = (at + length + 1).min(units.len());
        let grey = self.stylize(line.slice(start, split), Style::Undefined)?;
        let mut out = line.slice(0, start).with_text(&grey).with_text(&line.slice(split, end.max(split)));
        if closes {
            out.push(&self.stylize_str(")", Style::Undefined)?);
        }
        Ok(out)
    }

    /// `href` if the object is a `URL`. Its own inspection function was switched off to get here.
    pub(super) fn url_href(&mut self, object: &JsObject) -> JsResult<Option<Text>> {
        let href = object.get(js_string!("href"), self.cx)?;
        let Some(href) = href.as_string() else { return Ok(None) };
        let name = self.constructor_name(object, 0.0, None)?;
        Ok(name.filter(|name| *name == *"URL").map(|_| Text::from(&href)))
    }
}

/// Internal modules that stand in Node's stacks and have no namesake here: stacks are also read from elsewhere.
static NODE_MODULES: &[&str] = &[
    "internal/bootstrap/node",
    "internal/child_process",
    "internal/errors",
    "internal/event_target",
    "internal/fs/promises",
    "internal/main/eval_string",
    "internal/main/run_main_module",
    "internal/modules/cjs/loader",
    "internal/modules/esm/loader",
    "internal/modules/esm/module_job",
    "internal/modules/esm/module_map",
    "internal/modules/esm/translators",
    "internal/modules/helpers",
    "internal/modules/package_json_reader",
    "internal/modules/run_main",
    "internal/process/execution",
    "internal/process/promises",
    "internal/process/task_queues",
    "internal/process/warning",
    "internal/stream_base_commons",
    "internal/streams/destroy",
    "internal/streams/pipeline",
    "internal/streams/readable",
    "internal/streams/writable",
    "internal/timers",
    "internal/util",
    "internal/util/inspect",
    "internal/validators",
    "internal/vm",
    "internal/vm/module",
];

/// `    at name (node:path:1:2)` for a module that exists.
fn is_core_frame(line: &Text) -> bool {
    let text = String::from_utf16_lossy(&line.units());
    let Some(place) = text.strip_prefix("    at ") else { return false };
    let place = match place.split_once(" (") {
        Some((name, place)) if !name.contains(['/', '\\', '(']) => place,
        _ => place,
    };
    let Some(place) = place.strip_prefix("node:") else { return false };
    let place = place.strip_suffix(')').unwrap_or(place);
    let mut parts = place.rsplitn(3, ':');
    let mut number = || parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit()));
    if !number() || !number() {
        return false;
    }
    parts.next().is_some_and(|id| NODE_MODULES.contains(&id) || crate::modules::builtins::find(id).is_some())
}

/// The first run of more than three lines that both lists share: its length, and where it starts in the first.
fn common_run(a: &[Text], b: &[Text]) -> Option<(usize, usize)> {
    for start in 0..a.len().saturating_sub(3) {
        let Some(at) = b.iter().position(|line| *line == a[start]) else { continue };
        if b.len() - at > 3 {
            let length = a[start..].iter().zip(&b[at..]).take_while(|(x, y)| x == y).count();
            if length > 3 {
                return Some((length, start));
            }
        }
    }
    None
}

/// Lines that repeat the lines before them.
#[derive(Debug, PartialEq)]
struct Repetition {
    start: usize,
    length: usize,
    times: usize,
}

/// Finds blocks of lines that follow themselves, such as the frames of a recursion.
fn repetitions(frames: &[Text]) -> Vec<Repetition> {
    const SHORTEST: usize = 3;
    let mut places: HashMap<&Text, Vec<usize>> = HashMap::new();
    for (index, frame) in frames.iter().enumerate() {
        places.entry(frame).or_default().push(index);
    }
    let mut found = Vec::new();
    if frames.len() - places.len() <= SHORTEST {
        return found;
    }
    let mut start = 0;
    while start < frames.len() - SHORTEST {
        if let Some((length, times)) = repetition_at(frames, start, &places[&frames[start]])
            && length * times >= SHORTEST
        {
            found.push(Repetition { start: start + length, length, times });
            start += length * (times + 1) - 1;
        }
        start += 1;
    }
    found
}

/// The block that starts at `start` and how often it follows itself. Lengths are tried from the greatest common
/// divisor of the distances to the same line on; the one that folds most lines wins.
fn repetition_at(frames: &[Text], start: usize, places: &[usize]) -> Option<(usize, usize)> {
    let last = *places.last()?;
    let next = places.iter().position(|place| *place == start)? + 1;
    if next >= places.len() {
        return None;
    }
    let mut length = last - start;
    if length < 3 {
        return None;
    }
    let mut others: Vec<usize> = Vec::new();
    if next + 1 < places.len() {
        let mut divisor = 0;
        for place in &places[next..] {
            let mut distance = place - start;
            while distance != 0 {
                let remainder = divisor % distance;
                if divisor != 0 && !others.contains(&divisor) {
                    others.push(divisor);
                }
                divisor = distance;
                distance = remainder;
            }
            if divisor == 1 {
                break;
            }
        }
        length = divisor;
        others.retain(|other| *other != length);
    }
    let (mut best_length, mut best_times) = (length, 0);
    let mut times = 0;
    let mut at = start + length;
    loop {
        let equal = at + length <= frames.len() && frames[start..start + length] == frames[at..at + length];
        if equal {
            times += 1;
            at += length;
            continue;
        }
        let Some(other) = others.pop() else { break };
        if times != 0 && best_length * best_times < length * times {
            (best_length, best_times) = (length, times);
        }
        length = other;
        at = start + length;
        times = 0;
    }
    if best_times != 0 && best_length * best_times >= length * times {
        return Some((best_length, best_times));
    }
    Some((length, times))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Text> {
        text.chars().map(|c| Text::from(c.to_string().as_str())).collect()
    }

    #[test]
    fn runs_shared_with_the_cause() {
        assert_eq!(common_run(&lines("xabcd"), &lines("yabcd")), Some((4, 1)));
        assert_eq!(common_run(&lines("xabc"), &lines("yabc")), None);
    }

    #[test]
    fn repeated_blocks() {
        assert_eq!(repetitions(&lines("abcabcabcxyz")), [Repetition { start: 3, length: 3, times: 2 }]);
        assert_eq!(repetitions(&lines("abcdefghijkl")), []);
        assert_eq!(repetitions(&lines("xaaaaaaaay")), [Repetition { start: 2, length: 1, times: 7 }]);
    }
}
