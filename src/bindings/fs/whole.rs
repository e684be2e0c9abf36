//! `readFile`, `writeFile`, `appendFile`: whole files in one request.

use boa_engine::{Context, JsArgs, JsValue};

use super::{
    args::{self, Options, Target, TextAs},
    operation::{Operation, Success},
};
use crate::{
    bindings::buffer,
    codec::{self, Encoding},
    engine::{Error, Result, bytes, strings},
    error::{self, Code, Syscall as _},
    sys::{fd as sys_fd, fs as sys},
};

/// Node's limit on one `readFile`.
const MAX_FILE: u64 = 0x7fff_ffff;

/// Opens `target`, or borrows its descriptor; closes what it opened.
fn with_file<T>(
    target: &Target,
    flags: i32,
    mode: u32,
    work: impl FnOnce(i32) -> error::Result<T>,
) -> error::Result<T> {
    match target {
        Target::Descriptor(fd) => work(*fd),
        Target::Path(path) => {
            let fd = sys::open(path.path(), flags, mode).syscall_path("open", &path.text())?;
            let result = work(fd);
            let closed = sys_fd::close(fd).syscall("close");
            result.and_then(|value| closed.map(|()| value))
        }
    }
}

fn read_all(fd: i32) -> error::Result<Vec<u8>> {
    let stat = sys::fstat(fd).syscall("fstat")?;
    let regular = stat.mode & libc::S_IFMT == libc::S_IFREG;
    if regular && stat.size > MAX_FILE {
        let text = format!("File size ({}) is greater than 2 GiB", stat.size);
        return Err(error::Error::node(Code::ERR_FS_FILE_TOO_LARGE, text));
    }
    let hint = if regular { usize::try_from(stat.size).unwrap_or(0) } else { 0 };
    sys::read_to_end(fd, hint).syscall("read")
}

/// `readFile(path[, options])`
pub(super) fn read_file(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let options = Options::arg(args, 1, cx)?;
    let target = Target::arg(args, cx)?;
    let flags = args::flags(&options.get("flag", cx)?, libc::O_RDONLY, cx)?;
    let wanted = options.encoding();
    Ok(Operation::new(
        move || with_file(&target, flags, 0o666, read_all),
        move |read: Vec<u8>, cx| {
            Ok(Success::Value(match wanted {
                Some(TextAs::String(encoding)) => text(&read, encoding)?,
                _ => buffer::new_buffer(bytes::aligned(&read), cx)?.into(),
            }))
        },
    ))
}

fn text(read: &[u8], encoding: Encoding) -> Result<JsValue> {
    buffer::check_text_length(read.len(), encoding)?;
    Ok(strings::text(&codec::decode(read, encoding)).into())
}

/// The bytes that `writeFile` is given: a string in the encoding of the options, or a view.
fn data(value: &JsValue, options: &Options, cx: &mut Context) -> Result<Vec<u8>> {
    if let Some(string) = value.as_string() {
        let encoding = match options.encoding() {
            Some(TextAs::String(encoding)) => encoding,
            _ => Encoding::Utf8,
        };
        return Ok(codec::encode(strings::units(&string), encoding));
    }
    let is_view = value.as_object().is_some_and(|object| {
        object.is::<boa_engine::builtins::typed_array::TypedArray>()
            || object.is::<boa_engine::builtins::dataview::DataView>()
    });
    if is_view && let Some(view) = buffer::view(value, cx)? {
        return Ok(view.to_vec());
    }
    Err(Error::invalid_arg_type("data", "of type string or an instance of Buffer, TypedArray, or DataView", value, cx))
}

fn write_with(args: &[JsValue], default_flags: i32, cx: &mut Context) -> Result<Operation> {
    let options = Options::arg(args, 2, cx)?;
    let flush = options.get("flush", cx)?;
    let flush = match flush.as_boolean() {
        Some(flush) => flush,
        None if flush.is_null_or_undefined() => false,
        None => return Err(Error::invalid_arg_type("options.flush", "of type boolean", &flush, cx)),
    };
    let bytes = data(args.get_or_undefined(1), &options, cx)?;
    let target = Target::arg(args, cx)?;
    let flags = args::flags(&options.get("flag", cx)?, default_flags, cx)?;
    let mode = args::mode(&options.get("mode", cx)?, "mode", Some(0o666), cx)?;
    Ok(Operation::plain(move || {
        with_file(&target, flags, mode, |fd| {
            sys::write_to_end(fd, &bytes, None).syscall("write")?;
            if flush { sys::fsync(fd).syscall("fsync") } else { Ok(()) }
        })
    }))
}

/// `writeFile(file, data[, options])`
pub(super) fn write_file(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    write_with(args, libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC, cx)
}

/// `appendFile(path, data[, options])`
pub(super) fn append_file(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    write_with(args, libc::O_WRONLY | libc::O_CREAT | libc::O_APPEND, cx)
}
