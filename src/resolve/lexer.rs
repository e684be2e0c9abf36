//! The names that a CommonJS source exports, found without running it.
//!
//! What Node gets from cjs-module-lexer, written anew over `tokens`: the names that `import { x } from './x.cjs'` may
//! ask for have to be known before the module runs. **Only patterns are recognised, no scopes and no values**, and the
//! set of patterns is Node's: finding more names would accept imports that Node refuses.

use std::collections::HashMap;

use super::tokens::{Kind, Token, scan};

/// What a CommonJS source exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// The names, in order of appearance, without repeats.
    pub names: Vec<String>,
    /// Modules all of whose names are exported as well.
    pub reexports: Vec<String>,
}

impl Exports {
    fn add(&mut self, name: String) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    fn reexport(&mut self, specifier: String) {
        if !self.reexports.contains(&specifier) {
            self.reexports.push(specifier);
        }
    }
}

/// Finds the exports of a CommonJS source.
#[must_use]
pub fn exports_of(source: &str) -> Exports {
    let tokens = scan(source);
    let mut finder = Finder { source, tokens: &tokens, found: Exports::default(), required: HashMap::new() };
    for at in 0..tokens.len() {
        finder.look_at(at);
    }
    finder.found
}

struct Finder<'a> {
    source: &'a str,
    tokens: &'a [Token],
    found: Exports,
    /// Top-level variables that hold a required module: Babel's `export *` copies from them.
    required: HashMap<&'a str, String>,
}

impl<'a> Finder<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.source[token.start..token.end])
    }

    fn is_mark(&self, at: usize, mark: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    /// The value of a string literal at `at`.
    fn literal(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Text)?;
        unescape(&self.source[token.start + 1..token.end - 1])
    }

    /// `=` alone, neither `==` nor `=>`.
    fn is_assignment(&self, at: usize) -> bool {
        let adjacent = |mark| self.is_mark(at + 1, mark) && self.tokens[at + 1].start == self.tokens[at].end;
        self.is_mark(at, b'=') && !adjacent(b'=') && !adjacent(b'>')
    }

    fn is_property(&self, at: usize) -> bool {
        at > 0 && self.is_mark(at - 1, b'.')
    }

    fn look_at(&mut self, at: usize) {
        if !self.is_word(at) {
            return;
        }
        match self.text(at) {
            "exports" if !self.is_property(at) => self.member_of_exports(at + 1),
            "module" if !self.is_property(at) => {
                if let Some(end) = self.exports_object(at) {
                    if self.is_assignment(end) {
                        self.assigned(end + 1);
                    } else {
                        self.member_of_exports(end);
                    }
                }
            }
            "Object" if !self.is_property(at) => {
                self.define_property(at);
                self.keys_for_each(at);
            }
            "__export" | "__exportStar" => self.export_star(at),
            "tslib" | "tslib_1" if self.is_mark(at + 1, b'.') && self.text(at + 2) == "__exportStar" => {}
            "require" if self.tokens[at].depth == 0 => self.remember_required(at),
            _ => {}
        }
    }

    /// The index after `exports` or `module.exports` that starts at `at`.
    fn exports_object(&self, at: usize) -> Option<usize> {
        match self.text(at) {
            "exports" => Some(at + 1),
            "module" if self.is_mark(at + 1, b'.') && self.text(at + 2) == "exports" => Some(at + 3),
            _ => None,
        }
    }

    /// `.name =` or `['name'] =` after the exports object.
    fn member_of_exports(&mut self, at: usize) {
        if self.is_mark(at, b'.') && self.is_word(at + 1) {
            if self.is_assignment(at + 2) {
                self.found.add(self.text(at + 1).to_owned());
            }
        } else if self.is_mark(at, b'[')
            && let Some(name) = self.literal(at + 1)
            && self.is_mark(at + 2, b']')
            && self.is_assignment(at + 3)
        {
            self.found.add(name);
        }
    }

    /// What follows `module.exports =`: an object literal, a require, or nothing that tells.
    fn assigned(&mut self, at: usize) {
        // The last assignment wins: earlier re-exports do not count any more.
        self.found.reexports.clear();
        if self.is_mark(at, b'{') {
            self.object_literal(at + 1);
        } else if let Some((specifier, _)) = self.require_call(at) {
            self.found.reexport(specifier);
        }
    }

    /// The specifier of `require('x')` at `at`, and the index after it.
    fn require_call(&self, at: usize) -> Option<(String, usize)> {
        let matches = self.text(at) == "require" && self.is_mark(at + 1, b'(') && self.is_mark(at + 3, b')');
        matches.then(|| self.literal(at + 2)).flatten().map(|specifier| (specifier, at + 4))
    }

    /// Properties up to the first one whose value is more than a name.
    fn object_literal(&mut self, mut at: usize) {
        loop {
            if self.is_mark(at, b'.') && self.is_mark(at + 1, b'.') && self.is_mark(at + 2, b'.') {
                at += 3;
                if let Some((specifier, end)) = self.require_call(at) {
                    self.found.reexport(specifier);
                    at = end;
                } else if self.is_word(at) {
                    at += 1;
                } else {
                    return;
                }
            } else if let Some(name) = self.literal(at) {
                if !self.is_mark(at + 1, b':') || !self.is_word(at + 2) {
                    return;
                }
                self.found.add(name);
                at += 3;
            } else if self.is_word(at) {
                let name = self.text(at);
                at += 1;
                if self.is_mark(at, b':') {
                    if !self.is_word(at + 1) {
                        return;
                    }
                    at += 2;
                } else if name == "get" && !self.is_mark(at, b',') && !self.is_mark(at, b'}') {
                    // An accessor.
                    return;
                }
                self.found.add(name.to_owned());
            } else {
                return;
            }
            if !self.is_mark(at, b',') {
                return;
            }
            at += 1;
        }
    }

    /// `Object.defineProperty(exports, 'x', { enumerable: true, get: … | value: … })`.
    fn define_property(&mut self, at: usize) {
        if !(self.is_mark(at + 1, b'.') && self.text(at + 2) == "defineProperty" && self.is_mark(at + 3, b'(')) {
            return;
        }
        let Some(at) = self.exports_object(at + 4) else {
            return;
        };
        let Some(name) = self
            .literal(at + 1)
            .filter(|_| self.is_mark(at, b',') && self.is_mark(at + 2, b',') && self.is_mark(at + 3, b'{'))
        else {
            return;
        };
        let mut at = at + 4;
        if self.text(at) == "enumerable" && self.is_mark(at + 1, b':') {
            let is_true = self.text(at + 2) == "true" || (self.is_mark(at + 2, b'!') && self.text(at + 3) == "0");
            if !is_true {
                return;
            }
            at += if self.is_mark(at + 2, b'!') { 4 } else { 3 };
            if !self.is_mark(at, b',') {
                return;
            }
            at += 1;
        }
        let is_value = self.text(at) == "value" && self.is_mark(at + 1, b':');
        if is_value || (self.text(at) == "get" && self.returns_a_member(at + 1)) {
            self.found.add(name);
        }
    }

    /// After `get`: `: function [name] () { return a.b; }` or `() { return a.b; }`.
    fn returns_a_member(&self, mut at: usize) -> bool {
        if self.is_mark(at, b':') {
            at += 1;
            if self.text(at) != "function" {
                return false;
            }
            at += 1;
            if self.is_word(at) {
                at += 1;
            }
        }
        if !(self.is_mark(at, b'(')
            && self.is_mark(at + 1, b')')
            && self.is_mark(at + 2, b'{')
            && self.text(at + 3) == "return"
            && self.is_word(at + 4))
        {
            return false;
        }
        at += 5;
        if self.is_mark(at, b'.') && self.is_word(at + 1) {
            at += 2;
        } else if self.is_mark(at, b'[') && self.literal(at + 1).is_some() && self.is_mark(at + 2, b']') {
            at += 3;
        } else if !(self.is_mark(at, b';') || self.is_mark(at, b'}')) {
            return false;
        }
        if self.is_mark(at, b';') {
            at += 1;
        }
        self.is_mark(at, b'}')
    }

    /// `__export(require('x'))`, `__exportStar(require('x'), exports)`, also as a member of tslib.
    fn export_star(&mut self, at: usize) {
        if self.is_mark(at + 1, b'(')
            && let Some((specifier, end)) = self.require_call(at + 2)
        {
            let star = self.is_mark(end, b',') && self.text(end + 1) == "exports";
            if self.is_mark(end, b')') || star {
                self.found.reexport(specifier);
            }
        }
    }

    /// `var x = require('y')`, also through one of Babel's interop helpers.
    fn remember_required(&mut self, at: usize) {
        let Some((specifier, _)) = self.require_call(at) else {
            return;
        };
        let mut before = at;
        if before >= 2 && self.is_mark(before - 1, b'(') && self.is_word(before - 2) {
            before -= 2;
        }
        if before >= 2 && self.is_assignment(before - 1) && self.is_word(before - 2) {
            self.required.insert(self.text(before - 2), specifier);
        }
    }

    /// Babel's `export *`: `Object.keys(x).forEach(function (k) { … exports[k] = x[k] … })`.
    fn keys_for_each(&mut self, at: usize) {
        let head = self.is_mark(at + 1, b'.')
            && self.text(at + 2) == "keys"
            && self.is_mark(at + 3, b'(')
            && self.is_word(at + 4)
            && self.is_mark(at + 5, b')');
        let call = head
            && self.is_mark(at + 6, b'.')
            && self.text(at + 7) == "forEach"
            && self.is_mark(at + 8, b'(')
            && self.text(at + 9) == "function"
            && self.is_mark(at + 10, b'(');
        if !(call && self.is_word(at + 11) && self.is_mark(at + 12, b')') && self.is_mark(at + 13, b'{')) {
            return;
        }
        let (source, key) = (self.text(at + 4), self.text(at + 11));
        let Some(specifier) = self.required.get(source).cloned() else {
            return;
        };
        let depth = self.tokens[at + 13].depth;
        let body = (at + 14..self.tokens.len()).take_while(|&i| self.tokens[i].depth > depth);
        for i in body {
            // `exports[k] = x[k]` or a getter that returns `x[k]`.
            let copies = self.text(i) == source
                && self.is_mark(i + 1, b'[')
                && self.text(i + 2) == key
                && self.is_mark(i + 3, b']');
            let returned = i > 0
                && (self.text(i - 1) == "return"
                    || (self.is_assignment(i - 1) && i > 4 && self.text(i - 5) == "exports"));
            if copies && returned {
                self.found.reexport(specifier);
                return;
            }
        }
    }
}

/// The value of the inside of a string literal; nothing for a lone surrogate, which cannot name an export.
fn unescape(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return Some(text.to_owned());
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let push = |units: &mut Vec<u16>, c: char| units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    while let Some(c) = chars.next() {
        if c != '\\' {
            push(&mut units, c);
            continue;
        }
        match chars.next() {
            Some('n') => units.push(10),
            Some('r') => units.push(13),
            Some('t') => units.push(9),
            Some('b') => units.push(8),
            Some('v') => units.push(11),
            Some('f') => units.push(12),
            Some('0') => units.push(0),
            Some('\n' | '\u{2028}' | '\u{2029}') | None => {}
            Some('\r') => {
                chars.next_if_eq(&'\n');
            }
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                units.extend(u16::from_str_radix(&digits, 16));
            }
            Some('u') => {
                let braced = chars.next_if_eq(&'{').is_some();
                let digits: String = if braced {
                    chars.by_ref().take_while(|&c| c != '}').collect()
                } else {
                    chars.by_ref().take(4).collect()
                };
                match u32::from_str_radix(&digits, 16) {
                    Ok(code) if code > 0xffff => char::from_u32(code).into_iter().for_each(|c| push(&mut units, c)),
                    Ok(code) => units.extend(u16::try_from(code)),
                    Err(_) => {}
                }
            }
            Some(other) => push(&mut units, other),
        }
    }
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, names: &[&str], reexports: &[&str]) {
        let found = exports_of(source);
        assert_eq!(found.names, names, "{source}");
        assert_eq!(found.reexports, reexports, "{source}");
    }

    #[test]
    fn assignments() {
        check(
            "exports.a = exports.b = void 0; module.exports.c = 1; exports['d-e'] = 2; exports.f == 3; x.exports.g = 1",
            &["a", "b", "c", "d-e"],
            &[],
        );
        check("if (x) { exports.a = () => 1 } // exports.no = 1\n'exports.no = 2'", &["a"], &[]);
        check("exports['\\u{1F600}'] = 1; exports['\\x41'] = 2; exports['\\uD83C'] = 3", &["😀", "A"], &[]);
    }

    #[test]
    fn object_literals() {
        check(
            "module.exports = { a, b: c, 'd': e, ...require('./x'), f: require('y'), g }",
            &["a", "b", "d", "f"],
            &["./x"],
        );
        check(
            "module.exports = { a: c.d, b }; module.exports = { e: 'x', f }; module.exports = { g, h() {}, i }; module.exports = { j, get k() {}, l }",
            &["a", "g", "h", "j"],
            &[],
        );
        check("0 && (module.exports = { a, b, ...require('c') });", &["a", "b"], &["c"]);
        check("module.exports = require('./a'); module.exports = require('./b')", &[], &["./b"]);
        check("module.exports = function () {}; module.exports.x = 1", &["x"], &[]);
    }

    #[test]
    fn define_property() {
        check("Object.defineProperty(exports, '__esModule', { value: true });", &["__esModule"], &[]);
        check(
            "Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return b.c; } });",
            &["a"],
            &[],
        );
        check("Object.defineProperty(module.exports, 'a', { enumerable: !0, get() { return b['c'] } })", &["a"], &[]);
        check("Object.defineProperty(exports, 'a', { enumerable: false, value: 1 })", &[], &[]);
        check("Object.defineProperty(exports, 'a', { get: () => b.c })", &[], &[]);
    }

    #[test]
    fn reexports() {
        check(
            "__export(require('a')); __exportStar(require('b'), exports); tslib_1.__exportStar(require('c'), exports)",
            &[],
            &["a", "b", "c"],
        );
        check(
            "var _x = _interop(require('x'));\nObject.keys(_x).forEach(function (key) {\n if (key === 'default' || key === '__esModule') return;\n if (key in exports && exports[key] === _x[key]) return;\n Object.defineProperty(exports, key, { enumerable: true, get: function () { return _x[key]; } });\n});",
            &[],
            &["x"],
        );
        check("var _x = require('x');\nObject.keys(_x).forEach(function (k) { exports[k] = _x[k]; });", &[], &["x"]);
    }
}
