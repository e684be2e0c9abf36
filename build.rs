//! Embeds `builtins/**/*.js` as one sorted table: `(id, source)`.

use std::{env, fmt::Write as _, fs, io, path::Path};

fn collect(dir: &Path, prefix: &str, table: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|name| io::Error::other(format!("{} is not UTF-8", name.display())))?;
        let path = entry.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, &format!("{prefix}{name}/"), table)?;
        } else if let Some(stem) = name.strip_suffix(".js") {
            println!("cargo::rerun-if-changed={}", path.display());
            table.push((format!("{prefix}{stem}"), path.display().to_string()));
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let dir = Path::new(&root).join("builtins");
    println!("cargo::rerun-if-changed={}", dir.display());
    let mut table = Vec::new();
    collect(&dir, "", &mut table)?;
    table.sort();
    let mut code = String::from("pub(super) static SOURCES: &[(&str, &str)] = &[\n");
    for (id, path) in table {
        writeln!(code, "    ({id:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("builtins.rs"), code)
}
