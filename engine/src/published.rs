//! The published sources: found through cargo, which has pinned, fetched and verified them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{CRATES, Files, Result, read_tree};

/// Where the published crates lie.
pub(crate) struct Published {
    folders: Vec<(String, PathBuf)>,
}

impl Published {
    /// Asks cargo for the folders of the crates that `Cargo.lock` pins, fetching them if need be.
    pub(crate) fn locate(here: &Path) -> Result<Self> {
        let manifest = here.join("Cargo.toml");
        let metadata =
            metadata(&manifest, &["--offline", "--locked"]).or_else(|_| metadata(&manifest, &["--locked"]))?;
        let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
        let mut folders = Vec::new();
        for name in CRATES {
            let package = packages
                .iter()
                .find(|p| p["name"] == *name)
                .ok_or_else(|| format!("engine/Cargo.toml does not pin {name}"))?;
            let path = package["manifest_path"].as_str().ok_or("a package without a manifest path")?;
            let folder = Path::new(path).parent().ok_or("a manifest without a folder")?;
            folders.push(((*name).to_owned(), folder.to_path_buf()));
        }
        Ok(Self { folders })
    }

    /// The published files of a crate, without what only cargo's own publishing needs.
    pub(crate) fn files(&self, name: &str) -> Result<Files> {
        let (_, folder) =
            self.folders.iter().find(|(n, _)| n == name).ok_or_else(|| format!("unknown crate {name}"))?;
        let mut files = read_tree(folder)?;
        files.retain(|path, _| !path.starts_with('.') && path != "Cargo.lock" && path != "Cargo.toml.orig");
        Ok(files)
    }
}

fn metadata(manifest: &Path, flags: &[&str]) -> Result<Value> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--all-features", "--manifest-path"])
        .arg(manifest)
        .args(flags)
        .output()
        .map_err(|e| format!("cannot run cargo: {e}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())
}

/// The manifest of an edited crate: the hash of its edits in the version, no lints (they are upstream's business, and a
/// path dependency would print them in every build), no shared library.
pub(crate) fn manifest(published: &str, hash: &str) -> String {
    let mut out = String::new();
    let mut section = "";
    let mut crate_type = false;
    for line in published.lines() {
        if line.starts_with('[') {
            section = line;
        }
        if section.starts_with("[lints") {
            continue;
        }
        if section == "[lib]" && (line.starts_with("crate-type") || crate_type) {
            crate_type = !line.ends_with(']');
            continue;
        }
        if section == "[package]"
            && let Some(version) = line.strip_prefix("version = \"").and_then(|v| v.strip_suffix('"'))
        {
            out += &format!("version = \"{version}+ouro.{hash}\"\n");
            continue;
        }
        out += line;
        out.push('\n');
    }
    out += "[lints.rust]\nwarnings = { level = \"allow\", priority = 1 }\n";
    out
}
