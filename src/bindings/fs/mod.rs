//! `internalBinding('fs')`: files. `exports.sync`, `exports.callback` and `exports.promises` hold one operation each
//! in its three deliveries, under the names of `node:fs`.
//!
//! Counterpart of Node's `node_file.cc` and the validating half of `lib/fs.js`: arguments are checked here and nowhere else.

mod args;
mod constants;
mod directory;
mod io;
mod operation;
mod paths;
mod stats;
mod whole;

use boa_engine::{Context, JsObject, JsValue};

use crate::{
    engine::{
        Binding, Export, Result,
        binding::{Visibility, define},
        function, lazy, object,
    },
    env::Env,
};
use operation::row;

/// `internalBinding('fs')`
pub(super) static BINDING: Binding = Binding {
    name: "fs",
    exports: &[
        lazy!("fs", public),
        lazy!("promises", promises),
        lazy!("constants", constants::object),
        row!(now, "opendirSync", 2, directory::opendir),
        row!(promise, "opendir", 2, directory::opendir),
        row!(callback, "readChunk", 4, io::read_chunk),
    ],
};

/// The functions of `node:fs` that need no JS.
static PUBLIC: &[Export] = &[
    row!(signalled, "appendFile", 4, whole::append_file),
    row!(now, "appendFileSync", 3, whole::append_file),
    row!(callback, "access", 3, paths::access),
    row!(now, "accessSync", 2, paths::access),
    row!(callback, "chown", 4, paths::chown),
    row!(now, "chownSync", 3, paths::chown),
    row!(callback_last, "chmod", 3, paths::chmod),
    row!(now, "chmodSync", 2, paths::chmod),
    row!(optional_callback, "close", 1, io::close),
    row!(now, "closeSync", 1, io::close),
    row!(callback, "copyFile", 4, paths::copy_file),
    row!(now, "copyFileSync", 3, paths::copy_file),
    row!(callback, "exists", 2, paths::exists),
    row!(now, "existsSync", 1, paths::exists),
    row!(callback_last, "fchown", 4, paths::fchown),
    row!(now, "fchownSync", 3, paths::fchown),
    row!(callback_last, "fchmod", 3, paths::fchmod),
    row!(now, "fchmodSync", 2, paths::fchmod),
    row!(callback_last, "fdatasync", 2, paths::fdatasync),
    row!(now, "fdatasyncSync", 1, paths::fdatasync),
    row!(callback, "fstat", 1, paths::fstat),
    row!(now, "fstatSync", 1, paths::fstat),
    row!(callback_last, "fsync", 2, paths::fsync),
    row!(now, "fsyncSync", 1, paths::fsync),
    row!(callback_last, "ftruncate", 1, paths::ftruncate),
    row!(now, "ftruncateSync", 1, paths::ftruncate),
    row!(callback_last, "futimes", 4, paths::futimes),
    row!(now, "futimesSync", 3, paths::futimes),
    row!(callback, "lchown", 4, paths::lchown),
    row!(now, "lchownSync", 3, paths::lchown),
    row!(callback, "link", 3, paths::link),
    row!(now, "linkSync", 2, paths::link),
    row!(callback, "lstat", 1, paths::lstat),
    row!(now, "lstatSync", 1, paths::lstat),
    row!(callback, "lutimes", 4, paths::lutimes),
    row!(now, "lutimesSync", 3, paths::lutimes),
    row!(callback, "mkdir", 3, paths::mkdir),
    row!(now, "mkdirSync", 2, paths::mkdir),
    row!(callback, "mkdtemp", 3, paths::mkdtemp),
    row!(now, "mkdtempSync", 2, paths::mkdtemp),
    row!(callback, "open", 4, io::open),
    row!(now, "openSync", 3, io::open),
    row!(callback, "readdir", 3, directory::readdir),
    row!(now, "readdirSync", 2, directory::readdir),
    row!(callback_last, "read", 6, io::read_async),
    row!(now, "readSync", 5, io::read),
    row!(callback_last, "readv", 4, io::readv),
    row!(now, "readvSync", 3, io::readv),
    row!(signalled, "readFile", 3, whole::read_file),
    row!(now, "readFileSync", 2, whole::read_file),
    row!(callback, "readlink", 3, paths::readlink),
    row!(now, "readlinkSync", 2, paths::readlink),
    row!(callback, "realpath", 3, paths::realpath),
    row!(now, "realpathSync", 2, paths::realpath),
    row!(callback, "rename", 3, paths::rename),
    row!(now, "renameSync", 2, paths::rename),
    row!(callback, "rm", 3, paths::rm),
    row!(now, "rmSync", 2, paths::rm),
    row!(callback, "rmdir", 3, paths::rmdir),
    row!(now, "rmdirSync", 2, paths::rmdir),
    row!(callback, "stat", 1, paths::stat),
    row!(callback, "statfs", 1, paths::statfs),
    row!(now, "statSync", 1, paths::stat),
    row!(now, "statfsSync", 1, paths::statfs),
    row!(callback, "symlink", 4, paths::symlink),
    row!(now, "symlinkSync", 3, paths::symlink),
    row!(callback, "truncate", 3, paths::truncate),
    row!(now, "truncateSync", 2, paths::truncate),
    row!(callback, "unlink", 2, paths::unlink),
    row!(now, "unlinkSync", 1, paths::unlink),
    row!(callback, "utimes", 4, paths::utimes),
    row!(now, "utimesSync", 3, paths::utimes),
    row!(signalled, "writeFile", 4, whole::write_file),
    row!(now, "writeFileSync", 3, whole::write_file),
    row!(callback_last, "write", 6, io::write),
    row!(now, "writeSync", 5, io::write),
    row!(callback_last, "writev", 4, io::writev),
    row!(now, "writevSync", 3, io::writev),
    function!("_toUnixTimestamp", 1, stats::to_unix_timestamp),
];

/// The functions of `node:fs/promises`, and the descriptor operations that a `FileHandle` is made of.
static PROMISES: &[Export] = &[
    row!(promise, "access", 2, paths::access),
    row!(promise, "appendFile", 3, whole::append_file),
    row!(promise, "chmod", 2, paths::chmod),
    row!(promise, "chown", 3, paths::chown),
    row!(promise, "close", 1, io::close),
    row!(promise, "copyFile", 3, paths::copy_file),
    row!(promise, "fchmod", 2, paths::fchmod),
    row!(promise, "fchown", 3, paths::fchown),
    row!(promise, "fdatasync", 1, paths::fdatasync),
    row!(promise, "fstat", 2, paths::fstat),
    row!(promise, "fsync", 1, paths::fsync),
    row!(promise, "ftruncate", 2, paths::ftruncate),
    row!(promise, "futimes", 3, paths::futimes),
    row!(promise, "lchown", 3, paths::lchown),
    row!(promise, "link", 2, paths::link),
    row!(promise, "lstat", 2, paths::lstat),
    row!(promise, "lutimes", 3, paths::lutimes),
    row!(promise, "mkdir", 2, paths::mkdir),
    row!(promise, "mkdtemp", 2, paths::mkdtemp),
    row!(promise, "open", 3, io::open),
    row!(promise, "read", 5, io::read_async),
    row!(promise, "readFile", 2, whole::read_file),
    row!(promise, "readdir", 2, directory::readdir),
    row!(promise, "readlink", 2, paths::readlink),
    row!(promise, "readv", 3, io::readv),
    row!(promise, "realpath", 2, paths::realpath_native),
    row!(promise, "rename", 2, paths::rename),
    row!(promise, "rm", 2, paths::rm),
    row!(promise, "rmdir", 2, paths::rmdir),
    row!(promise, "stat", 2, paths::stat),
    row!(promise, "statfs", 2, paths::statfs),
    row!(promise, "symlink", 3, paths::symlink),
    row!(promise, "truncate", 2, paths::truncate),
    row!(promise, "unlink", 1, paths::unlink),
    row!(promise, "utimes", 3, paths::utimes),
    row!(promise, "write", 5, io::write),
    row!(promise, "writeFile", 3, whole::write_file),
    row!(promise, "writev", 3, io::writev),
];

static REALPATH_NATIVE: &[Export] = &[row!(callback, "native", 3, paths::realpath_native)];
static REALPATH_NATIVE_SYNC: &[Export] = &[row!(now, "native", 2, paths::realpath_native)];

/// An ordinary, patchable object with the public functions; `fs.js` adds to it what is written in JS.
fn public(cx: &mut Context) -> Result<JsValue> {
    // A shape of its own: so many properties would otherwise each leave a shared shape behind.
    let object = JsObject::with_null_proto();
    object.set_prototype(Some(cx.intrinsics().constructors().object().prototype()));
    define(&object, PUBLIC, Visibility::Enumerable, cx)?;
    for (name, table) in [("realpath", REALPATH_NATIVE), ("realpathSync", REALPATH_NATIVE_SYNC)] {
        if let Some(function) = object::get(&object, name, cx)?.as_object() {
            define(&function, table, Visibility::Enumerable, cx)?;
        }
    }
    let classes = stats::Classes::of(cx)?;
    let (stats, dirent) = (stats::constructor_of(&classes.stats, cx)?, stats::constructor_of(&classes.dirent, cx)?);
    object::put(&object, crate::engine::js("Dirent"), dirent);
    object::put(&object, crate::engine::js("Stats"), stats);
    Ok(object.into())
}

fn promises(cx: &mut Context) -> Result<JsValue> {
    let object = JsObject::with_null_proto();
    object.set_prototype(Some(cx.intrinsics().constructors().object().prototype()));
    define(&object, PROMISES, Visibility::Enumerable, cx)?;
    Ok(object.into())
}

/// The prototype of `DirHandle`, made with the binding.
fn dir_handle_prototype(cx: &mut Context) -> Result<JsObject> {
    let env = Env::of(cx);
    if let Some(proto) = env.slot("fs.DirHandle").and_then(|value| value.as_object()) {
        return Ok(proto);
    }
    let class = directory::DIR_HANDLE.define(cx)?;
    let proto = object::get(&class, "prototype", cx)?.as_object().unwrap_or_else(JsObject::with_null_proto);
    env.set_slot("fs.DirHandle", proto.clone());
    Ok(proto)
}
