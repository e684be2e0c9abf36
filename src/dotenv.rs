//! The `.env` format, as `--env-file`, `process.loadEnvFile` and `util.parseEnv` read it.
//!
//! Follows Node's documentation of `--env-file`: `NAME=value` lines, optional `export`, comments, and values in `'`, `"`
//! or `` ` `` that may span lines; `\n` is a line break between double quotes only.

/// The variables in the order in which they stand; the last of a name wins.
#[must_use]
pub fn parse(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let line_end = rest.find('\n').unwrap_or(rest.len());
        if rest.starts_with('#') || rest.starts_with('\n') {
            rest = next_line(rest, line_end);
            continue;
        }
        let Some(equals) = rest[..line_end].find('=') else {
            rest = next_line(rest, line_end);
            continue;
        };
        let mut key = rest[..equals].trim();
        key = key.strip_prefix("export ").map_or(key, str::trim_start);
        let key = key.to_owned();
        let (value, after) = value(&rest[equals + 1..]);
        rest = after.trim_start();
        if key.is_empty() {
            continue;
        }
        match variables.iter_mut().find(|(name, _)| *name == key) {
            Some(variable) => variable.1 = value,
            None => variables.push((key, value)),
        }
    }
    variables
}

fn next_line(rest: &str, line_end: usize) -> &str {
    rest.get(line_end + 1..).unwrap_or("").trim_start()
}

/// The value that starts here, and what follows its line.
fn value(text: &str) -> (String, &str) {
    let line_end = text.find('\n').unwrap_or(text.len());
    let trimmed = text[..line_end].trim_start_matches([' ', '\t']);
    let skipped = line_end - trimmed.len();
    let body = &text[skipped.min(text.len())..];
    if let Some(quote) = body.chars().next().filter(|quote| ['\'', '"', '`'].contains(quote)) {
        if let Some(close) = body[1..].find(quote) {
            let inner = &body[1..=close];
            let value = if quote == '"' { inner.replace("\\n", "\n") } else { inner.to_owned() };
            let after = &body[close + 2..];
            let end = after.find('\n').unwrap_or(after.len());
            return (value, after.get(end + 1..).unwrap_or(""));
        }
    }
    let line = &text[..line_end];
    let unquoted = line.find('#').map_or(line, |hash| &line[..hash]);
    (unquoted.trim().to_owned(), text.get(line_end + 1..).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(parse(text), expected, "{text:?}");
    }

    #[test]
    fn reads_what_node_reads() {
        check("A=1\nB = two # note\n", &[("A", "1"), ("B", "two")]);
        check("export A='x # y'\n", &[("A", "x # y")]);
        check("A=\"a\\nb\"\nB='a\\nb'", &[("A", "a\nb"), ("B", "a\\nb")]);
        check("A=`x\ny`\nB=", &[("A", "x\ny"), ("B", "")]);
        check("# only\n\nnonsense\nA=1\nA=2", &[("A", "2")]);
        check("A='open", &[("A", "'open")]);
    }
}
