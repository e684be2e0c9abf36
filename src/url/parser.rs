//! The basic URL parser of the URL Standard: one state machine, with the standard's names.
//!
//! Setters run the same machine on a URL that exists, from a state of their own (the standard's "state override").

use super::{
    Path, Url,
    host::{self, Host},
    percent::{self, Set},
    special,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    SchemeStart,
    Scheme,
    NoScheme,
    SpecialRelativeOrAuthority,
    PathOrAuthority,
    Relative,
    RelativeSlash,
    SpecialAuthoritySlashes,
    SpecialAuthorityIgnoreSlashes,
    Authority,
    Host,
    Hostname,
    Port,
    File,
    FileSlash,
    FileHost,
    PathStart,
    Path,
    OpaquePath,
    Query,
    Fragment,
}

/// Why the machine stops before the end of its input.
enum Stop {
    /// The input is no URL.
    Failure,
    /// A setter has what it needs.
    Done,
}

type Step = Result<(), Stop>;

struct Machine<'a> {
    url: &'a mut Url,
    base: Option<&'a Url>,
    state: State,
    setter: Option<State>,
    input: Vec<char>,
    /// The current position; signed, because a state may step back before the first character.
    at: isize,
    buffer: String,
    at_sign_seen: bool,
    inside_brackets: bool,
    password_token_seen: bool,
}

/// Parses a URL from nothing.
pub(super) fn parse(input: &str, base: Option<&Url>) -> Option<Url> {
    let mut url = Url::default();
    let trimmed = input.trim_matches(|c| c <= ' ');
    run(trimmed, base, &mut url, State::SchemeStart, None).then_some(url)
}

/// Runs the machine from the state of a setter. The URL keeps what was set before a failure.
pub(super) fn set(input: &str, url: &mut Url, state: State) -> bool {
    run(input, None, url, state, Some(state))
}

fn run(input: &str, base: Option<&Url>, url: &mut Url, state: State, setter: Option<State>) -> bool {
    let input = input.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let mut machine = Machine {
        url,
        base,
        state,
        setter,
        input,
        at: 0,
        buffer: String::new(),
        at_sign_seen: false,
        inside_brackets: false,
        password_token_seen: false,
    };
    loop {
        let c = machine.current();
        match machine.step(c) {
            Ok(()) => {}
            Err(Stop::Done) => return true,
            Err(Stop::Failure) => return false,
        }
        if machine.at >= 0 && machine.at.unsigned_abs() >= machine.input.len() {
            return true;
        }
        machine.at += 1;
    }
}

fn is_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic())
}

pub(super) fn is_normalized_drive(text: &str) -> bool {
    is_drive(text) && text.ends_with(':')
}

fn is_single_dot(text: &str) -> bool {
    text == "." || text.eq_ignore_ascii_case("%2e")
}

fn is_double_dot(text: &str) -> bool {
    text == ".." || [".%2e", "%2e.", "%2e%2e"].iter().any(|dots| text.eq_ignore_ascii_case(dots))
}

impl Machine<'_> {
    /// The code point at the current position, `None` at the end.
    fn current(&self) -> Option<char> {
        self.peek(0)
    }

    fn peek(&self, ahead: isize) -> Option<char> {
        usize::try_from(self.at + ahead).ok().and_then(|at| self.input.get(at)).copied()
    }

    /// Lets the next state see the current code point again.
    fn again(&mut self, state: State) -> Step {
        self.at -= 1;
        self.go(state)
    }

    fn go(&mut self, state: State) -> Step {
        self.state = state;
        Ok(())
    }

    fn start_query(&mut self) -> Step {
        self.url.query = Some(String::new());
        self.go(State::Query)
    }

    fn start_fragment(&mut self) -> Step {
        self.url.fragment = Some(String::new());
        self.go(State::Fragment)
    }

    /// Whether `c` is a backslash in a URL where that is a slash.
    fn is_special_backslash(&self, c: Option<char>) -> bool {
        c == Some('\\') && self.url.is_special()
    }

    fn ends_authority(&self, c: Option<char>) -> bool {
        matches!(c, None | Some('/' | '?' | '#')) || self.is_special_backslash(c)
    }

    fn rest_starts_with_drive(&self) -> bool {
        let is_letter = self.peek(0).is_some_and(|c| c.is_ascii_alphabetic());
        is_letter
            && matches!(self.peek(1), Some(':' | '|'))
            && matches!(self.peek(2), None | Some('/' | '\\' | '?' | '#'))
    }

    fn step(&mut self, c: Option<char>) -> Step {
        match self.state {
            State::SchemeStart => self.scheme_start(c),
            State::Scheme => self.scheme(c),
            State::NoScheme => self.no_scheme(c),
            State::SpecialRelativeOrAuthority => {
                if c == Some('/') && self.peek(1) == Some('/') {
                    self.at += 1;
                    return self.go(State::SpecialAuthorityIgnoreSlashes);
                }
                self.again(State::Relative)
            }
            State::PathOrAuthority => {
                if c == Some('/') {
                    self.go(State::Authority)
                } else {
                    self.again(State::Path)
                }
            }
            State::Relative => self.relative(c),
            State::RelativeSlash => self.relative_slash(c),
            State::SpecialAuthoritySlashes => {
                if c == Some('/') && self.peek(1) == Some('/') {
                    self.at += 1;
                    return self.go(State::SpecialAuthorityIgnoreSlashes);
                }
                self.again(State::SpecialAuthorityIgnoreSlashes)
            }
            State::SpecialAuthorityIgnoreSlashes => {
                if matches!(c, Some('/' | '\\')) {
                    Ok(())
                } else {
                    self.again(State::Authority)
                }
            }
            State::Authority => self.authority(c),
            State::Host | State::Hostname => self.host(c),
            State::Port => self.port(c),
            State::File => self.file(c),
            State::FileSlash => self.file_slash(c),
            State::FileHost => self.file_host(c),
            State::PathStart => self.path_start(c),
            State::Path => self.path(c),
            State::OpaquePath => self.opaque_path(c),
            State::Query => self.query(c),
            State::Fragment => {
                if let (Some(c), Some(fragment)) = (c, &mut self.url.fragment) {
                    percent::push(fragment, c, Set::Fragment);
                }
                Ok(())
            }
        }
    }

    fn scheme_start(&mut self, c: Option<char>) -> Step {
        match c {
            Some(c) if c.is_ascii_alphabetic() => {
                self.buffer.push(c.to_ascii_lowercase());
                self.go(State::Scheme)
            }
            _ if self.setter.is_none() => self.again(State::NoScheme),
            _ => Err(Stop::Failure),
        }
    }

    fn scheme(&mut self, c: Option<char>) -> Step {
        match c {
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.') => {
                self.buffer.push(c.to_ascii_lowercase());
                Ok(())
            }
            Some(':') => self.finish_scheme(),
            _ if self.setter.is_none() => {
                self.buffer.clear();
                self.at = -1;
                self.go(State::NoScheme)
            }
            _ => Err(Stop::Failure),
        }
    }

    fn finish_scheme(&mut self) -> Step {
        let scheme = std::mem::take(&mut self.buffer);
        if self.setter.is_some() {
            let from_file_without_host = self.url.scheme == "file" && self.url.has_empty_host();
            let to_file_with_authority = scheme == "file" && (self.url.has_credentials() || self.url.port.is_some());
            if self.url.is_special() != special(&scheme).is_some() || from_file_without_host || to_file_with_authority {
                return Err(Stop::Done);
            }
            if self.url.port.is_some() && Some(self.url.port) == special(&scheme) {
                self.url.port = None;
            }
            self.url.scheme = scheme;
            return Err(Stop::Done);
        }
        self.url.scheme = scheme;
        if self.url.scheme == "file" {
            return self.go(State::File);
        }
        if self.url.is_special() {
            let same = self.base.is_some_and(|base| base.scheme == self.url.scheme);
            return self.go(if same { State::SpecialRelativeOrAuthority } else { State::SpecialAuthoritySlashes });
        }
        if self.peek(1) == Some('/') {
            self.at += 1;
            return self.go(State::PathOrAuthority);
        }
        self.url.path = Path::Opaque(String::new());
        self.go(State::OpaquePath)
    }

    fn no_scheme(&mut self, c: Option<char>) -> Step {
        let Some(base) = self.base else { return Err(Stop::Failure) };
        if base.has_opaque_path() {
            if c != Some('#') {
                return Err(Stop::Failure);
            }
            self.url.scheme.clone_from(&base.scheme);
            self.url.path.clone_from(&base.path);
            self.url.query.clone_from(&base.query);
            return self.start_fragment();
        }
        self.again(if base.scheme == "file" { State::File } else { State::Relative })
    }

    fn copy_authority(&mut self, base: &Url) {
        self.url.username.clone_from(&base.username);
        self.url.password.clone_from(&base.password);
        self.url.host.clone_from(&base.host);
        self.url.port = base.port;
    }

    fn relative(&mut self, c: Option<char>) -> Step {
        let Some(base) = self.base else { return Err(Stop::Failure) };
        self.url.scheme.clone_from(&base.scheme);
        if c == Some('/') || self.is_special_backslash(c) {
            return self.go(State::RelativeSlash);
        }
        self.copy_authority(base);
        self.url.path.clone_from(&base.path);
        self.url.query.clone_from(&base.query);
        match c {
            Some('?') => self.start_query(),
            Some('#') => self.start_fragment(),
            Some(_) => {
                self.url.query = None;
                self.url.shorten_path();
                self.again(State::Path)
            }
            None => Ok(()),
        }
    }

    fn relative_slash(&mut self, c: Option<char>) -> Step {
        if self.url.is_special() && matches!(c, Some('/' | '\\')) {
            return self.go(State::SpecialAuthorityIgnoreSlashes);
        }
        if c == Some('/') {
            return self.go(State::Authority);
        }
        if let Some(base) = self.base {
            self.copy_authority(base);
        }
        self.again(State::Path)
    }

    fn authority(&mut self, c: Option<char>) -> Step {
        if c == Some('@') {
            let mut text = std::mem::take(&mut self.buffer);
            if self.at_sign_seen {
                text.insert_str(0, "%40");
            }
            self.at_sign_seen = true;
            for c in text.chars() {
                if c == ':' && !self.password_token_seen {
                    self.password_token_seen = true;
                    continue;
                }
                let target = if self.password_token_seen { &mut self.url.password } else { &mut self.url.username };
                percent::push(target, c, Set::UserInfo);
            }
            return Ok(());
        }
        if self.ends_authority(c) {
            if self.at_sign_seen && self.buffer.is_empty() {
                return Err(Stop::Failure);
            }
            // Back to where the host starts.
            self.at -= self.buffer.chars().count().cast_signed() + 1;
            self.buffer.clear();
            return self.go(State::Host);
        }
        self.buffer.extend(c);
        Ok(())
    }

    fn parse_host(&mut self) -> Step {
        let text = std::mem::take(&mut self.buffer);
        self.url.host = Some(host::parse(&text, self.url.is_special()).ok_or(Stop::Failure)?);
        Ok(())
    }

    fn host(&mut self, c: Option<char>) -> Step {
        if self.setter.is_some() && self.url.scheme == "file" {
            return self.again(State::FileHost);
        }
        if c == Some(':') && !self.inside_brackets {
            if self.buffer.is_empty() || self.setter == Some(State::Hostname) {
                return Err(Stop::Failure);
            }
            self.parse_host()?;
            return self.go(State::Port);
        }
        if self.ends_authority(c) {
            let empty = self.buffer.is_empty();
            let needs_host = self.url.is_special()
                || (self.setter.is_some() && (self.url.has_credentials() || self.url.port.is_some()));
            if empty && needs_host {
                return Err(Stop::Failure);
            }
            self.parse_host()?;
            if self.setter.is_some() {
                return Err(Stop::Done);
            }
            return self.again(State::PathStart);
        }
        match c {
            Some('[') => self.inside_brackets = true,
            Some(']') => self.inside_brackets = false,
            _ => {}
        }
        self.buffer.extend(c);
        Ok(())
    }

    fn port(&mut self, c: Option<char>) -> Step {
        if let Some(digit) = c.filter(char::is_ascii_digit) {
            self.buffer.push(digit);
            return Ok(());
        }
        if !self.ends_authority(c) && self.setter.is_none() {
            return Err(Stop::Failure);
        }
        if !self.buffer.is_empty() {
            let digits = std::mem::take(&mut self.buffer);
            let significant = digits.trim_start_matches('0');
            let port =
                if significant.is_empty() { 0 } else { significant.parse::<u16>().map_err(|_| Stop::Failure)? };
            self.url.port = Some(port).filter(|_| special(&self.url.scheme) != Some(Some(port)));
            if self.setter.is_some() {
                return Err(Stop::Done);
            }
        }
        if self.setter.is_some() {
            return Err(Stop::Failure);
        }
        self.again(State::PathStart)
    }

    fn file_base(&self) -> Option<&Url> {
        self.base.filter(|base| base.scheme == "file")
    }

    fn file(&mut self, c: Option<char>) -> Step {
        "file".clone_into(&mut self.url.scheme);
        self.url.host = Some(Host::Domain(String::new()));
        if matches!(c, Some('/' | '\\')) {
            return self.go(State::FileSlash);
        }
        let Some(base) = self.file_base() else { return self.again(State::Path) };
        let (host, path, query) = (base.host.clone(), base.path.clone(), base.query.clone());
        self.url.host = host;
        self.url.path = path;
        self.url.query = query;
        match c {
            Some('?') => self.start_query(),
            Some('#') => self.start_fragment(),
            Some(_) => {
                self.url.query = None;
                if self.rest_starts_with_drive() {
                    self.url.path = Path::default();
                } else {
                    self.url.shorten_path();
                }
                self.again(State::Path)
            }
            None => Ok(()),
        }
    }

    fn file_slash(&mut self, c: Option<char>) -> Step {
        if matches!(c, Some('/' | '\\')) {
            return self.go(State::FileHost);
        }
        if let Some(base) = self.file_base() {
            let host = base.host.clone();
            let drive = match &base.path {
                Path::List(list) => list.first().filter(|first| is_normalized_drive(first)).cloned(),
                Path::Opaque(_) => None,
            };
            self.url.host = host;
            if !self.rest_starts_with_drive() {
                self.url.segments().extend(drive);
            }
        }
        self.again(State::Path)
    }

    fn file_host(&mut self, c: Option<char>) -> Step {
        if !matches!(c, None | Some('/' | '\\' | '?' | '#')) {
            self.buffer.extend(c);
            return Ok(());
        }
        if self.setter.is_none() && is_drive(&self.buffer) {
            // No host, but the first segment of the path: the buffer stays.
            return self.again(State::Path);
        }
        if self.buffer.is_empty() {
            self.url.host = Some(Host::Domain(String::new()));
        } else {
            self.parse_host()?;
            if self.url.host == Some(Host::Domain("localhost".to_owned())) {
                self.url.host = Some(Host::Domain(String::new()));
            }
        }
        if self.setter.is_some() {
            return Err(Stop::Done);
        }
        self.again(State::PathStart)
    }

    fn path_start(&mut self, c: Option<char>) -> Step {
        if self.url.is_special() {
            self.state = State::Path;
            if !matches!(c, Some('/' | '\\')) {
                self.at -= 1;
            }
            return Ok(());
        }
        match c {
            Some('?') if self.setter.is_none() => self.start_query(),
            Some('#') if self.setter.is_none() => self.start_fragment(),
            Some('/') => self.go(State::Path),
            Some(_) => self.again(State::Path),
            None => {
                if self.setter.is_some() && self.url.host.is_none() {
                    self.url.segments().push(String::new());
                }
                Ok(())
            }
        }
    }

    fn path(&mut self, c: Option<char>) -> Step {
        let is_slash = c == Some('/') || self.is_special_backslash(c);
        let starts_other = self.setter.is_none() && matches!(c, Some('?' | '#'));
        if let Some(c) = c.filter(|_| !is_slash && !starts_other) {
            percent::push(&mut self.buffer, c, Set::Path);
            return Ok(());
        }
        let mut segment = std::mem::take(&mut self.buffer);
        if is_double_dot(&segment) {
            self.url.shorten_path();
            if !is_slash {
                self.url.segments().push(String::new());
            }
        } else if is_single_dot(&segment) {
            if !is_slash {
                self.url.segments().push(String::new());
            }
        } else {
            let is_file = self.url.scheme == "file";
            let path = self.url.segments();
            if is_file && path.is_empty() && is_drive(&segment) {
                segment.replace_range(1..2, ":");
            }
            path.push(segment);
        }
        match c {
            Some('?') => self.start_query(),
            Some('#') => self.start_fragment(),
            _ => Ok(()),
        }
    }

    fn opaque_path(&mut self, c: Option<char>) -> Step {
        let next = self.peek(1);
        match c {
            Some('?') => return self.start_query(),
            Some('#') => return self.start_fragment(),
            _ => {}
        }
        if let (Path::Opaque(path), Some(c)) = (&mut self.url.path, c) {
            match c {
                ' ' if matches!(next, Some('?' | '#')) => path.push_str("%20"),
                _ => percent::push(path, c, Set::C0Control),
            }
        }
        Ok(())
    }

    fn query(&mut self, c: Option<char>) -> Step {
        if c == Some('#') && self.setter.is_none() {
            return self.start_fragment();
        }
        let set = if self.url.is_special() { Set::SpecialQuery } else { Set::Query };
        if let (Some(c), Some(query)) = (c, &mut self.url.query) {
            percent::push(query, c, set);
        }
        Ok(())
    }
}
