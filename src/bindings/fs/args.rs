//! Arguments of file functions: paths, descriptors, flags, modes, times, options. Node's checks, once, here.

use boa_engine::{Context, JsArgs, JsObject, JsString, JsValue, js_string};

use crate::{
    bindings::buffer,
    codec::Encoding,
    engine::{Error, Result, js, object, strings},
};

/// A path, checked: no NUL inside.
#[derive(Clone, Debug)]
pub(super) struct FilePath(pub(super) Vec<u8>);

impl FilePath {
    /// A string, Buffer or file URL.
    ///
    /// # Errors
    /// Node's errors for anything else.
    pub(super) fn from_value(value: &JsValue, name: &'static str, cx: &mut Context) -> Result<Self> {
        let bytes = if let Some(string) = value.as_string() {
            strings::utf8(&string).into_bytes()
        } else if buffer::is_uint8_array(value)
            && let Some(bytes) = buffer::view(value, cx)?
        {
            bytes.to_vec()
        } else if let Some(bytes) = crate::bindings::url::path_of_file_url(value, cx)? {
            bytes
        } else {
            return Err(Error::invalid_arg_type(name, "of type string or an instance of Buffer or URL", value, cx));
        };
        if bytes.contains(&0) {
            let shown = if value.is_string() { value.clone() } else { js(&String::from_utf8_lossy(&bytes)).into() };
            return Err(Error::invalid_arg_value(
                name,
                &shown,
                "must be a string, Uint8Array, or URL without null bytes",
                cx,
            ));
        }
        Ok(Self(bytes))
    }

    /// The argument at `index`.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub(super) fn arg(args: &[JsValue], index: usize, name: &'static str, cx: &mut Context) -> Result<Self> {
        Self::from_value(args.get_or_undefined(index), name, cx)
    }

    /// For system calls.
    pub(super) fn path(&self) -> &std::path::Path {
        crate::sys::fs::path(&self.0)
    }

    /// For messages and the `path` of errors.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

/// Node's `getValidatedFd`.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` or `ERR_OUT_OF_RANGE`.
pub(super) fn descriptor(value: &JsValue, cx: &mut Context) -> Result<i32> {
    Ok(buffer::integer(value, "fd", 0.0, f64::from(i32::MAX), cx)? as i32)
}

/// A path or a descriptor, as `readFile` and `writeFile` take them.
pub(super) enum Target {
    /// To be opened and closed.
    Path(FilePath),
    /// Open already and left open.
    Descriptor(i32),
}

impl Target {
    /// # Errors
    /// As [`FilePath::from_value`].
    pub(super) fn arg(args: &[JsValue], cx: &mut Context) -> Result<Self> {
        let value = args.get_or_undefined(0);
        match value.as_number() {
            Some(number) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
                descriptor(value, cx).map(Self::Descriptor)
            }
            _ => FilePath::from_value(value, "path", cx).map(Self::Path),
        }
    }
}

/// `open` flags: a number, or Node's letters.
///
/// # Errors
/// `ERR_INVALID_ARG_VALUE`, `ERR_OUT_OF_RANGE`.
pub(super) fn flags(value: &JsValue, default: i32, cx: &mut Context) -> Result<i32> {
    use libc::{O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY};
    if value.is_null_or_undefined() {
        return Ok(default);
    }
    if value.is_number() {
        return Ok(buffer::integer(value, "flags", f64::from(i32::MIN), f64::from(i32::MAX), cx)? as i32);
    }
    let name = value.as_string().map(|name| strings::utf8(&name)).unwrap_or_default();
    let append = O_APPEND | O_CREAT;
    let write = O_TRUNC | O_CREAT;
    Ok(match name.as_str() {
        "r" => O_RDONLY,
        "rs" | "sr" => O_RDONLY | O_SYNC,
        "r+" => O_RDWR,
        "rs+" | "sr+" => O_RDWR | O_SYNC,
        "w" => write | O_WRONLY,
        "wx" | "xw" => write | O_WRONLY | O_EXCL,
        "w+" => write | O_RDWR,
        "wx+" | "xw+" => write | O_RDWR | O_EXCL,
        "a" => append | O_WRONLY,
        "ax" | "xa" => append | O_WRONLY | O_EXCL,
        "as" | "sa" => append | O_WRONLY | O_SYNC,
        "a+" => append | O_RDWR,
        "ax+" | "xa+" => append | O_RDWR | O_EXCL,
        "as+" | "sa+" => append | O_RDWR | O_SYNC,
        _ => return Err(Error::invalid_arg_value("flags", value, "", cx)),
    })
}

/// Permissions: a number or octal digits.
///
/// # Errors
/// Node's `parseFileMode` errors.
pub(super) fn mode(value: &JsValue, name: &'static str, default: Option<u32>, cx: &mut Context) -> Result<u32> {
    if value.is_null_or_undefined()
        && let Some(default) = default
    {
        return Ok(default);
    }
    if let Some(text) = value.as_string() {
        let digits = strings::utf8(&text);
        let octal = !digits.is_empty() && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
        return match u32::from_str_radix(&digits, 8) {
            Ok(mode) if octal => Ok(mode),
            Err(_) if octal => Err(Error::out_of_range(name, ">= 0 && <= 4294967295", value, cx)),
            _ => Err(Error::invalid_arg_value(name, value, "must be a 32-bit unsigned integer or an octal string", cx)),
        };
    }
    Ok(buffer::integer(value, name, 0.0, f64::from(u32::MAX), cx)? as u32)
}

/// A time in seconds: a number, digits, or a Date.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE`
pub(super) fn seconds(value: &JsValue, name: &'static str, cx: &mut Context) -> Result<f64> {
    if let Some(text) = value.as_string() {
        let number = text.to_number();
        if number.is_finite() && !text.is_empty() {
            return Ok(number);
        }
    }
    if let Some(number) = value.as_number()
        && number.is_finite()
    {
        return Ok(number);
    }
    if let Some(date) = value.as_object()
        && date.is::<boa_engine::builtins::date::Date>()
    {
        let time = object::get(&date, "getTime", cx)?;
        if let Some(time) = time.as_callable() {
            return Ok(time.call(value, &[], cx)?.to_number(cx)? / 1000.0);
        }
    }
    Err(Error::invalid_arg_type(name, "an instance of Date or Time in seconds", value, cx))
}

/// What a result's text is to be: Buffers, or strings of an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextAs {
    /// `'buffer'`
    Buffer,
    /// Any encoding of Buffer.
    String(Encoding),
}

impl TextAs {
    /// The bytes of a path or name as JS wants them.
    pub(super) fn value(self, bytes: &[u8], cx: &mut Context) -> Result<JsValue> {
        match self {
            Self::Buffer => Ok(buffer::new_buffer(crate::engine::bytes::aligned(bytes), cx)?.into()),
            Self::String(encoding) => Ok(strings::text(&crate::codec::decode(bytes, encoding)).into()),
        }
    }
}

/// An options argument: absent, an encoding, or an object.
#[derive(Clone, Debug)]
pub(super) struct Options {
    object: Option<JsObject>,
    encoding: Option<TextAs>,
}

impl Options {
    /// The argument at `index`.
    ///
    /// # Errors
    /// `ERR_INVALID_ARG_TYPE`; `ERR_INVALID_ARG_VALUE` for an unknown encoding.
    pub(super) fn arg(args: &[JsValue], index: usize, cx: &mut Context) -> Result<Self> {
        let value = args.get_or_undefined(index);
        if value.is_null_or_undefined() || value.is_callable() {
            return Ok(Self { object: None, encoding: None });
        }
        if let Some(name) = value.as_string() {
            return Ok(Self { object: None, encoding: Some(text_as(&name, value, cx)?) });
        }
        let Some(object) = value.as_object() else {
            return Err(Error::invalid_arg_type("options", "of type string or an instance of Object", value, cx));
        };
        let encoding = object.get(js_string!("encoding"), cx)?;
        let encoding = match encoding.as_string() {
            Some(name) => Some(text_as(&name, &encoding, cx)?),
            None if !encoding.is_null_or_undefined() && encoding.to_boolean() => {
                return Err(Error::invalid_arg_value("encoding", &encoding, "is invalid encoding", cx));
            }
            None => None,
        };
        Ok(Self { object: Some(object), encoding })
    }

    /// The encoding, if one was given.
    pub(super) const fn encoding(&self) -> Option<TextAs> {
        self.encoding
    }

    /// How names and paths in the result are to be: utf8 unless said otherwise.
    pub(super) fn names(&self) -> TextAs {
        self.encoding.unwrap_or(TextAs::String(Encoding::Utf8))
    }

    /// One option; `undefined` if there is no object.
    ///
    /// # Errors
    /// What a getter throws.
    pub(super) fn get(&self, name: &'static str, cx: &mut Context) -> Result<JsValue> {
        match &self.object {
            Some(object) => Ok(object::get(object, name, cx)?),
            None => Ok(JsValue::undefined()),
        }
    }

    /// An option that must be a boolean if it is there.
    ///
    /// # Errors
    /// `ERR_INVALID_ARG_TYPE` about `options.name`.
    pub(super) fn boolean(
        &self,
        name: &'static str,
        full_name: &'static str,
        default: bool,
        cx: &mut Context,
    ) -> Result<bool> {
        let value = self.get(name, cx)?;
        match value.as_boolean() {
            Some(value) => Ok(value),
            None if value.is_undefined() => Ok(default),
            None => Err(Error::invalid_arg_type(full_name, "of type boolean", &value, cx)),
        }
    }
}

fn text_as(name: &JsString, value: &JsValue, cx: &mut Context) -> Result<TextAs> {
    if *name == "buffer" {
        return Ok(TextAs::Buffer);
    }
    match buffer::parse_encoding(name) {
        Some(encoding) => Ok(TextAs::String(encoding)),
        None if name.is_empty() => Ok(TextAs::String(Encoding::Utf8)),
        None => Err(Error::invalid_arg_value("encoding", value, "is invalid encoding", cx)),
    }
}
