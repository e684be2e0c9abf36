//! POSIX paths as text, by the rules of `node:path`.
//!
//! `std::path` normalises differently (it keeps `..`, drops trailing slashes), and resolution must agree with what
//! users compute with `path.resolve`. **Pure: the working directory is an argument where one is needed.**

/// `path.dirname`.
#[must_use]
pub fn dirname(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.starts_with('/') { "/" } else { "." };
    }
    match trimmed.rfind('/') {
        None => ".",
        Some(at) => {
            let head = trimmed[..at].trim_end_matches('/');
            if head.is_empty() {
                // Node keeps exactly two leading slashes of `//x`.
                if at == 1 && path.starts_with("//") { "//" } else { "/" }
            } else {
                &trimmed[..at]
            }
        }
    }
}

/// `path.basename` without a suffix.
#[must_use]
pub fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    trimmed.rfind('/').map_or(trimmed, |at| &trimmed[at + 1..])
}

/// `path.extname`.
#[must_use]
pub fn extname(path: &str) -> &str {
    let name = basename(path);
    match name.rfind('.') {
        None | Some(0) => "",
        Some(_) if name == ".." => "",
        Some(at) => &name[at..],
    }
}

/// `path.resolve` of parts that are absolute together: later absolute parts win, `.` and `..` are applied.
#[must_use]
pub fn resolve(parts: &[&str]) -> String {
    let start = parts.iter().rposition(|part| part.starts_with('/')).unwrap_or(0);
    let mut segments: Vec<&str> = Vec::new();
    for segment in parts[start..].iter().flat_map(|part| part.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    let mut path = String::with_capacity(segments.iter().map(|s| s.len() + 1).sum::<usize>() + 1);
    for segment in segments {
        path.push('/');
        path.push_str(segment);
    }
    if path.is_empty() {
        path.push('/');
    }
    path
}

/// Whether `path.normalize` of this relative path climbs out of where it starts.
#[must_use]
pub fn climbs_out(relative: &str) -> bool {
    let mut depth = 0_i64;
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            name if depth == 0 && name.starts_with("..") => return true,
            _ => depth += 1,
        }
    }
    false
}

/// `path.posix.relative` of two absolute, normal paths.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|s| !s.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|s| !s.is_empty()).collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - common];
    parts.extend(&to[common..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dirname_is_nodes() {
        for (path, expected) in [
            ("/a/b", "/a"),
            ("/a/b/", "/a"),
            ("/a", "/"),
            ("/", "/"),
            ("a", "."),
            ("", "."),
            ("//a", "//"),
            ("a/b", "a"),
            ("/a//b", "/a/"),
        ] {
            assert_eq!(dirname(path), expected, "{path}");
        }
    }

    #[test]
    fn resolve_applies_dots() {
        assert_eq!(resolve(&["/a/b", "../c/./d/"]), "/a/c/d");
        assert_eq!(resolve(&["/a", "/b"]), "/b");
        assert_eq!(resolve(&["/a", "../../.."]), "/");
    }

    #[test]
    fn extname_ignores_dotfiles() {
        assert_eq!(
            (extname("/a/.npmrc"), extname("/a/b.c.js"), extname("/a/b."), extname("/a.d/b")),
            ("", ".js", ".", "")
        );
    }

    #[test]
    fn relative_climbs() {
        assert_eq!(relative("/a/b", "/a/c/d"), "../c/d");
        assert_eq!(relative("/a/b", "/a/b/d"), "d");
    }
}
