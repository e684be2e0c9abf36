//! A tokenizer that is just good enough to find syntax in JavaScript without parsing it.
//!
//! `lexer` and `syntax` look for short token patterns; a parser would cost ten times as much and fail on the first error.
//! **Never fails**: at an unterminated literal the list ends. What starts a regular expression is decided from the
//! token before it, which is exact for code that people and tools write.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Word,
    /// One byte of punctuation; operators are several tokens.
    Mark(u8),
    /// A string literal with its quotes.
    Text,
    Number,
    /// A piece of a template literal.
    Template,
    Regex,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many braces are open before it.
    pub(super) depth: usize,
}

enum Open {
    Paren { heads_statement: bool },
    Bracket,
    Brace { expression: bool },
    Substitution,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    open: Vec<Open>,
    braces: usize,
    /// Whether a `/` now would start a regular expression.
    expects_value: bool,
}

/// All tokens of `source`, comments left out.
pub(super) fn scan(source: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        bytes: source.as_bytes(),
        at: 0,
        tokens: Vec::with_capacity(source.len() / 5),
        open: Vec::new(),
        braces: 0,
        expects_value: true,
    };
    if source.starts_with("#!") {
        scanner.skip_line();
    }
    while scanner.step().is_some() {}
    scanner.tokens
}

impl Scanner<'_> {
    fn step(&mut self) -> Option<()> {
        let byte = *self.bytes.get(self.at)?;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
            b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => self.skip_line(),
            b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => {
                let rest = &self.bytes[self.at + 2..];
                self.at += 2 + memchr::memmem::find(rest, b"*/")? + 2;
            }
            b'/' if self.expects_value => self.regex()?,
            b'"' | b'\'' => self.text(byte)?,
            b'`' => {
                self.at += 1;
                self.template(self.at - 1)?;
            }
            b'0'..=b'9' => self.number(),
            _ if is_word(byte) => self.word(),
            _ => self.mark(byte)?,
        }
        Some(())
    }

    fn push(&mut self, kind: Kind, start: usize, expects_value: bool) {
        self.tokens.push(Token { kind, start, end: self.at, depth: self.braces });
        self.expects_value = expects_value;
    }

    fn skip_line(&mut self) {
        self.at += memchr::memchr2(b'\n', b'\r', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at);
    }

    fn word(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|&b| is_word(b)) {
            self.at += 1;
        }
        let is_property = self.tokens.last().is_some_and(|t| t.kind == Kind::Mark(b'.'));
        let expects_value = !is_property && is_operator_word(&self.bytes[start..self.at]);
        self.push(Kind::Word, start, expects_value);
    }

    fn number(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|&b| is_word(b) || b == b'.') {
            self.at += 1;
        }
        self.push(Kind::Number, start, false);
    }

    fn text(&mut self, quote: u8) -> Option<()> {
        let start = self.at;
        self.at += 1;
        loop {
            self.at += memchr::memchr3(quote, b'\\', b'\n', &self.bytes[self.at..])?;
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'\n' => return None,
                _ => break,
            }
            if self.at >= self.bytes.len() {
                return None;
            }
        }
        self.at += 1;
        self.push(Kind::Text, start, false);
        Some(())
    }

    /// The text of a template up to its end or to the next `${`.
    fn template(&mut self, start: usize) -> Option<()> {
        loop {
            self.at += memchr::memchr3(b'`', b'\\', b'$', self.bytes.get(self.at..)?)?;
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') => {
                    self.at += 2;
                    self.open.push(Open::Substitution);
                    self.push(Kind::Template, start, true);
                    return Some(());
                }
                b'$' => self.at += 1,
                _ => {
                    self.at += 1;
                    self.push(Kind::Template, start, false);
                    return Some(());
                }
            }
        }
    }

    fn regex(&mut self) -> Option<()> {
        let start = self.at;
        let mut in_class = false;
        self.at += 1;
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                b'\n' => return None,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        while self.bytes.get(self.at).is_some_and(|&b| is_word(b)) {
            self.at += 1;
        }
        self.push(Kind::Regex, start, false);
        Some(())
    }

    fn mark(&mut self, byte: u8) -> Option<()> {
        let start = self.at;
        let before = self.tokens.last().copied();
        let expected_value = self.expects_value;
        self.at += 1;
        let mut expects_value = true;
        match byte {
            b'(' => {
                let heads_statement = before.is_some_and(|t| {
                    t.kind == Kind::Word && matches!(&self.bytes[t.start..t.end], b"if" | b"while" | b"for" | b"with")
                });
                self.open.push(Open::Paren { heads_statement });
            }
            b'[' => self.open.push(Open::Bracket),
            b'{' => {
                let expression = match before.map(|t| t.kind) {
                    None | Some(Kind::Mark(b')' | b';' | b'{' | b'}' | b'>')) => false,
                    _ => {
                        expected_value && before.is_none_or(|t| !matches!(&self.bytes[t.start..t.end], b"else" | b"do"))
                    }
                };
                self.open.push(Open::Brace { expression });
            }
            b')' | b']' | b'}' => match self.open.pop() {
                Some(Open::Substitution) if byte == b'}' => {
                    return self.template(start);
                }
                Some(Open::Paren { heads_statement }) => expects_value = heads_statement,
                Some(Open::Brace { expression }) => {
                    self.braces -= 1;
                    expects_value = !expression;
                }
                Some(Open::Bracket | Open::Substitution) | None => expects_value = false,
            },
            // `a++ / b` divides; `+ +/x/` does not occur.
            b'+' | b'-' if before.is_some_and(|t| t.kind == Kind::Mark(byte) && t.end == start) => {
                let operand = self.tokens.len().checked_sub(2).map(|at| self.tokens[at].kind);
                expects_value = !matches!(operand, Some(Kind::Word | Kind::Mark(b')' | b']')));
            }
            _ => {}
        }
        self.push(Kind::Mark(byte), start, expects_value);
        if byte == b'{' {
            self.braces += 1;
        }
        Some(())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\') || byte >= 0x80
}

/// Keywords after which an expression starts.
fn is_operator_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"return"
            | b"typeof"
            | b"case"
            | b"do"
            | b"else"
            | b"in"
            | b"instanceof"
            | b"new"
            | b"void"
            | b"delete"
            | b"throw"
            | b"await"
            | b"yield"
            | b"of"
            | b"extends"
            | b"default"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<&str> {
        scan(source).iter().filter(|t| t.kind == Kind::Word).map(|t| &source[t.start..t.end]).collect()
    }

    #[test]
    fn regular_expressions_are_not_divisions() {
        assert_eq!(
            words("a = b / c; d = /x'y/g; e(f) / g; if (h) /i/.test(j)"),
            ["a", "b", "c", "d", "e", "f", "g", "if", "h", "test", "j"]
        );
        assert_eq!(words("x++ / y; `a${ b + `c${d}` }e` / f; ({}) / g; {} /h/.i"), ["x", "y", "b", "d", "f", "g", "i"]);
    }

    #[test]
    fn comments_and_hashbang_are_skipped() {
        assert_eq!(words("#!/usr/bin/env node\n// a\n/* b */ c '\\'d' e"), ["c", "e"]);
    }

    #[test]
    fn never_fails() {
        for source in ["'a", "`a${", "/* x", "x = /a", "}}})]", "\\", "'\\"] {
            scan(source);
        }
    }
}
