//! Whether a source that says nothing about its kind is an ECMAScript module.
//!
//! Counterpart of Node's `containsModuleSyntax`. **Asked only after the source failed to parse as CommonJS**, so a plain
//! script never pays for it.

use super::tokens::{Kind, scan};

/// What the tokens of a source say about its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleSyntax {
    /// `import` or `export` declarations or `import.meta`: only a module has these.
    Certain,
    /// `await` or a name that CommonJS predefines: a module if it parses as one.
    Possible,
    /// None of it.
    None,
}

/// Looks for syntax that only a module may have.
#[must_use]
pub fn module_syntax(source: &str) -> ModuleSyntax {
    let tokens = scan(source);
    let text = |at: usize| tokens.get(at).map_or("", |t| &source[t.start..t.end]);
    let mut verdict = ModuleSyntax::None;
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Word || (at > 0 && tokens[at - 1].kind == Kind::Mark(b'.')) {
            continue;
        }
        let next = tokens.get(at + 1).map(|t| t.kind);
        let certain = match text(at) {
            "import" => match next {
                Some(Kind::Text) => token.depth == 0,
                Some(Kind::Mark(b'{' | b'*')) => token.depth == 0,
                Some(Kind::Mark(b'.')) => text(at + 2) == "meta",
                Some(Kind::Word) => token.depth == 0,
                _ => false,
            },
            "export" => {
                token.depth == 0
                    && (matches!(next, Some(Kind::Mark(b'{' | b'*' | b'@')))
                        || matches!(text(at + 1), "const" | "let" | "var" | "function" | "class" | "default" | "async"))
            }
            "await" => {
                verdict = ModuleSyntax::Possible;
                false
            }
            _ => false,
        };
        if certain {
            return ModuleSyntax::Certain;
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_modules_from_scripts() {
        for source in [
            "import 'a'",
            "import a from 'a'",
            "import * as a from 'a'",
            "import {a} from 'a'",
            "export default 1",
            "export {a}",
            "export async function f() {}",
            "f(import.meta.url)",
        ] {
            assert_eq!(module_syntax(source), ModuleSyntax::Certain, "{source}");
        }
        for source in [
            "import('a')",
            "a.import 'x'",
            "({import: 1})",
            "'import x from y'",
            "// export default",
            "exports.x = 1",
            "`${'export default 1'}`",
        ] {
            assert_eq!(module_syntax(source), ModuleSyntax::None, "{source}");
        }
        assert_eq!(module_syntax("await f()"), ModuleSyntax::Possible);
    }
}
