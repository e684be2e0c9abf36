//! Operations on descriptors: `open`, `close`, `read`, `write` and their vectors.
//!
//! On the pool, reads go into memory of their own and are copied when the result comes back: the script's memory may
//! move or vanish meanwhile.

use boa_engine::{Context, JsArgs, JsObject, JsValue, js_string};

use super::{
    args::{self, FilePath, descriptor},
    operation::{Operation, Success},
};
use crate::{
    bindings::buffer,
    codec,
    engine::{Error, Result, bytes::Bytes, strings},
    error::Syscall as _,
    sys::{fd as sys_fd, fs as sys},
};

const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// `open(path[, flags[, mode]])`
pub(super) fn open(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let flags = args::flags(args.get_or_undefined(1), libc::O_RDONLY, cx)?;
    let mode = args::mode(args.get_or_undefined(2), "mode", Some(0o666), cx)?;
    Ok(Operation::new(
        move || sys::open(path.path(), flags, mode).syscall_path("open", &path.text()),
        |fd, _| Ok(Success::Value(fd.into())),
    ))
}

/// `close(fd)`
pub(super) fn close(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    Ok(Operation::plain(move || sys_fd::close(fd).syscall("close")))
}

/// The bytes of an argument that must be a Buffer, typed array or DataView.
fn view_argument(value: &JsValue, name: &'static str, expected: &str, cx: &mut Context) -> Result<Bytes> {
    let is_view = value.as_object().is_some_and(|object| {
        object.is::<boa_engine::builtins::typed_array::TypedArray>()
            || object.is::<boa_engine::builtins::dataview::DataView>()
    });
    match if is_view { buffer::view(value, cx)? } else { None } {
        Some(bytes) => Ok(bytes),
        None => Err(Error::invalid_arg_type(name, expected, value, cx)),
    }
}

/// A position: absent, negative or null means where the descriptor stands.
fn position(value: &JsValue, length: usize, cx: &mut Context) -> Result<Option<u64>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    if value.is_number() {
        let number = buffer::integer(value, "position", -1.0, MAX_SAFE, cx)?;
        return Ok(if number < 0.0 { None } else { Some(number as u64) });
    }
    if let Some(big) = value.as_bigint() {
        // What is read must end within the largest offset.
        let max = i64::MAX - i64::try_from(length).unwrap_or(i64::MAX);
        return match big.to_string().parse::<i64>() {
            Ok(-1) => Ok(None),
            Ok(number) if (0..=max).contains(&number) => Ok(Some(number.unsigned_abs())),
            _ => Err(Error::out_of_range("position", &format!(">= -1 && <= {max}"), value, cx)),
        };
    }
    Err(Error::invalid_arg_type("position", "one of type integer or bigint", value, cx))
}

fn field(object: &JsObject, name: boa_engine::JsString, cx: &mut Context) -> Result<JsValue> {
    Ok(object.get(name, cx)?)
}

/// `read` with a callback: without a buffer it brings its own.
pub(super) fn read_async(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    match args {
        [fd] => own_buffer(fd, cx),
        [fd, options] if options.is_null_or_undefined() => own_buffer(fd, cx),
        _ => read(args, cx),
    }
}

fn own_buffer(fd: &JsValue, cx: &mut Context) -> Result<Operation> {
    descriptor(fd, cx)?;
    let target = buffer::new_buffer(buffer::zeroed(16_384)?, cx)?;
    read(&[fd.clone(), target.into()], cx)
}

/// `read(fd, buffer[, offset[, length[, position]]])`, `read(fd, buffer, options)`, `read(fd, options)`
pub(super) fn read(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let mut target = args.get_or_undefined(1).clone();
    let mut options = args.get_or_undefined(2).as_object();
    if let Some(object) = target.as_object()
        && buffer::view(&target, cx)?.is_none()
        && args.len() == 2
    {
        target = field(&object, js_string!("buffer"), cx)?;
        if target.is_undefined() {
            target = buffer::new_buffer(buffer::zeroed(16_384)?, cx)?.into();
        }
        options = Some(object);
    }
    let bytes = view_argument(&target, "buffer", "an instance of Buffer, TypedArray, or DataView", cx)?;
    let (offset, length, at) = match options {
        Some(options) => (
            field(&options, js_string!("offset"), cx)?,
            field(&options, js_string!("length"), cx)?,
            field(&options, js_string!("position"), cx)?,
        ),
        None => (args.get_or_undefined(2).clone(), args.get_or_undefined(3).clone(), args.get_or_undefined(4).clone()),
    };
    let start =
        if offset.is_null_or_undefined() { 0.0 } else { buffer::integer(&offset, "offset", 0.0, MAX_SAFE, cx)? };
    let room = bytes.length as f64 - start;
    let wanted = if length.is_undefined() || length.is_null() { room } else { f64::from(length.to_i32(cx)?) };
    if wanted == 0.0 {
        return Ok(transferred(fd, &target, None, None, sys::read));
    }
    if bytes.length == 0 {
        return Err(Error::invalid_arg_value("buffer", &target, "is empty and cannot be written", cx));
    }
    if start > bytes.length as f64 {
        return Err(Error::out_of_range("offset", &format!("<= {}", bytes.length), &offset, cx));
    }
    if wanted < 0.0 {
        return Err(Error::out_of_range("length", ">= 0", &wanted.into(), cx));
    }
    if wanted > room {
        return Err(Error::out_of_range("length", &format!("<= {room}"), &wanted.into(), cx));
    }
    let at = position(&at, wanted as usize, cx)?;
    let place = Bytes { buffer: bytes.buffer.clone(), offset: bytes.offset + start as usize, length: wanted as usize };
    Ok(transferred(fd, &target, Some(place), at, sys::read))
}

type ReadCall = fn(i32, &mut [u8], Option<u64>) -> std::io::Result<usize>;

fn transferred(fd: i32, target: &JsValue, place: Option<Bytes>, at: Option<u64>, call: ReadCall) -> Operation {
    let target = target.clone();
    let length = place.as_ref().map_or(0, |place| place.length);
    Operation::new(
        move || {
            if length == 0 {
                return Ok(Vec::new());
            }
            let mut bytes = vec![0; length];
            let n = call(fd, &mut bytes, at).syscall("read")?;
            bytes.truncate(n);
            Ok(bytes)
        },
        move |read: Vec<u8>, _| {
            if let Some(place) = place {
                place.with_mut(|bytes| {
                    let n = read.len().min(bytes.len());
                    bytes[..n].copy_from_slice(&read[..n]);
                });
            }
            Ok(Success::Transfer("bytesRead", read.len().into(), "buffer", target))
        },
    )
}

/// `readChunk(fd, length, position)`: a Buffer of what was read, for streams. Its bytes are read in place.
pub(super) fn read_chunk(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let length = args.get_or_undefined(1).to_number(cx)?.clamp(0.0, f64::from(i32::MAX)) as usize;
    let at = position(args.get_or_undefined(2), length, cx)?;
    let mut bytes = buffer::zeroed(length)?;
    Ok(Operation::new(
        move || {
            let n = sys::read(fd, &mut bytes, at).syscall("read")?;
            if n * 2 < bytes.len() {
                // Little of much: a copy, so that the rest is free.
                return Ok(crate::engine::bytes::aligned(&bytes[..n]));
            }
            bytes.truncate(n);
            Ok(bytes)
        },
        |bytes, cx| Ok(Success::Value(buffer::new_buffer(bytes, cx)?.into())),
    ))
}

/// What `write` is to write, and where.
struct Writing {
    bytes: Vec<u8>,
    position: Option<u64>,
}

fn writing(args: &[JsValue], cx: &mut Context) -> Result<Writing> {
    let value = args.get_or_undefined(1);
    if let Some(string) = value.as_string() {
        let at = args.get_or_undefined(2);
        let position = at.as_number().filter(|at| *at >= 0.0).map(|at| at as u64);
        let encoding = match args.get_or_undefined(3).as_string() {
            Some(name) => buffer::parse_encoding(&name).ok_or_else(|| {
                Error::invalid_arg_value("encoding", args.get_or_undefined(3), "is invalid for data", cx)
            })?,
            None => codec::Encoding::Utf8,
        };
        return Ok(Writing { bytes: codec::encode(strings::units(&string), encoding), position });
    }
    let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
    let bytes = view_argument(value, "buffer", expected, cx)?;
    let (mut offset, mut length, mut at) =
        (args.get_or_undefined(2).clone(), args.get_or_undefined(3).clone(), args.get_or_undefined(4).clone());
    if let Some(options) = offset.as_object() {
        length = field(&options, js_string!("length"), cx)?;
        at = field(&options, js_string!("position"), cx)?;
        offset = field(&options, js_string!("offset"), cx)?;
    }
    let start =
        if offset.is_null_or_undefined() { 0.0 } else { buffer::integer(&offset, "offset", 0.0, MAX_SAFE, cx)? };
    let whole = bytes.length as f64;
    if start > whole {
        return Err(Error::out_of_range("offset", &format!("<= {whole}"), &offset, cx));
    }
    let wanted = length.as_number().unwrap_or(whole - start);
    if wanted > whole - start {
        return Err(Error::out_of_range("length", &format!("<= {}", whole - start), &length, cx));
    }
    if wanted < 0.0 {
        return Err(Error::out_of_range("length", ">= 0", &length, cx));
    }
    let wanted =
        if length.is_number() { buffer::integer(&length, "length", 0.0, f64::from(i32::MAX), cx)? } else { wanted };
    let position = at.as_number().filter(|at| *at >= 0.0).map(|at| at as u64);
    let (start, wanted) = (start as usize, wanted as usize);
    Ok(Writing { bytes: bytes.with(|bytes| bytes.get(start..start + wanted).unwrap_or_default().to_vec()), position })
}

/// `write(fd, buffer[, offset[, length[, position]]])`, `write(fd, string[, position[, encoding]])`
pub(super) fn write(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let Writing { bytes, position } = writing(args, cx)?;
    let subject = args.get_or_undefined(1).clone();
    Ok(Operation::new(
        move || sys::write(fd, &bytes, position).syscall("write"),
        |n, _| Ok(Success::Transfer("bytesWritten", n.into(), "buffer", subject)),
    ))
}

fn vector(args: &[JsValue], cx: &mut Context) -> Result<Vec<Bytes>> {
    let value = args.get_or_undefined(1);
    let wrong = |cx: &mut Context| Error::invalid_arg_type("buffers", "an instance of ArrayBufferView[]", value, cx);
    let Some(list) = value.as_object().filter(JsObject::is_array) else { return Err(wrong(cx)) };
    let mut parts = Vec::new();
    for element in crate::engine::object::elements(&list, cx)? {
        match view_argument(&element, "buffers", "", cx) {
            Ok(bytes) => parts.push(bytes),
            Err(_) => return Err(wrong(cx)),
        }
    }
    Ok(parts)
}

fn vector_position(args: &[JsValue]) -> Option<u64> {
    args.get_or_undefined(2).as_number().filter(|at| *at >= 0.0).map(|at| at as u64)
}

/// `readv(fd, buffers[, position])`
pub(super) fn readv(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let parts = vector(args, cx)?;
    let at = vector_position(args);
    let subject = args.get_or_undefined(1).clone();
    let length = parts.iter().map(|part| part.length).sum::<usize>();
    Ok(Operation::new(
        move || {
            let mut bytes = vec![0; length];
            let n = if length == 0 { 0 } else { sys::read(fd, &mut bytes, at).syscall("read")? };
            bytes.truncate(n);
            Ok(bytes)
        },
        move |read: Vec<u8>, _| {
            let mut rest = &read[..];
            for part in parts {
                let (head, tail) = rest.split_at(part.length.min(rest.len()));
                part.with_mut(|bytes| {
                    let n = head.len().min(bytes.len());
                    bytes[..n].copy_from_slice(&head[..n]);
                });
                rest = tail;
            }
            Ok(Success::Transfer("bytesRead", read.len().into(), "buffers", subject))
        },
    ))
}

/// `writev(fd, buffers[, position])`
pub(super) fn writev(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let parts = vector(args, cx)?;
    let at = vector_position(args);
    let subject = args.get_or_undefined(1).clone();
    // One write of the joined bytes is one writev: atomic where the kernel makes it so.
    let bytes = parts.iter().map(Bytes::to_vec).collect::<Vec<_>>().concat();
    Ok(Operation::new(
        move || if bytes.is_empty() { Ok(0) } else { sys::write(fd, &bytes, at).syscall("write") },
        |n, _| Ok(Success::Transfer("bytesWritten", n.into(), "buffers", subject)),
    ))
}
