//! `internalBinding('crypto')`: hashes and random bytes. Counterpart of Node's `src/crypto/crypto_hash.cc` and
//! `crypto_random.cc`; the algorithms are RustCrypto's.

use std::{cell::RefCell, rc::Rc};

use boa_engine::{Context, JsValue};
use digest::DynDigest;

use crate::engine::{
    Binding, Error, NativeClass, Result, Wrap, arg, bytes, class, function, strings::js, unwrap, utf8,
};
use crate::error;

/// Names that `createHash` takes, in the order of `getHashes()`.
const HASHES: [&str; 8] = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"];

pub(super) static BINDING: Binding = Binding {
    name: "crypto",
    exports: &[
        class(&HASH),
        function!("fillRandom", 1, fill_random),
        function!("getHashNames", 0, get_hash_names),
        function!("timingSafeEqual", 2, timing_safe_equal),
    ],
};

static HASH: NativeClass = NativeClass {
    name: "Hash",
    length: 1,
    construct: new_hash,
    statics: &[],
    methods: &[&[function!("update", 1, update), function!("digest", 0, digest), function!("copy", 0, copy)]],
};

/// The state of one hash.
struct Hash(RefCell<Box<dyn DynDigest>>);

fn find(name: &str) -> Option<Box<dyn DynDigest>> {
    Some(match name.to_ascii_lowercase().as_str() {
        "md5" | "rsa-md5" => Box::new(md5::Md5::default()),
        "sha1" | "sha-1" | "rsa-sha1" => Box::new(sha1::Sha1::default()),
        "sha224" | "sha-224" | "rsa-sha224" => Box::new(sha2::Sha224::default()),
        "sha256" | "sha-256" | "rsa-sha256" => Box::new(sha2::Sha256::default()),
        "sha384" | "sha-384" | "rsa-sha384" => Box::new(sha2::Sha384::default()),
        "sha512" | "sha-512" | "rsa-sha512" => Box::new(sha2::Sha512::default()),
        "sha512-224" | "sha-512/224" | "rsa-sha512/224" => Box::new(sha2::Sha512_224::default()),
        "sha512-256" | "sha-512/256" | "rsa-sha512/256" => Box::new(sha2::Sha512_256::default()),
        _ => return None,
    })
}

/// `new Hash(algorithm)`
fn new_hash(args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let name: String = arg(args, 0, "algorithm", cx)?;
    let Some(hash) = find(&name) else {
        return Err(boa_engine::JsNativeError::error().with_message("Digest method not supported").into());
    };
    Ok(Wrap::new(Rc::new(Hash(RefCell::new(hash)))))
}

/// `hash.update(data)`: a string is taken as UTF-8.
fn update(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let hash = unwrap::<Hash>(this)?;
    let value = args.first().cloned().unwrap_or_default();
    if let Some(text) = value.as_string() {
        hash.0.borrow_mut().update(utf8(&text).as_bytes());
    } else if let Some(view) = bytes::view(&value, cx)? {
        view.with(|data| hash.0.borrow_mut().update(data));
    } else {
        let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
        return Err(Error::invalid_arg_type("data", expected, &value, cx));
    }
    Ok(JsValue::undefined())
}

/// `hash.digest()`: the bytes as a `Uint8Array`.
fn digest(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let hash = unwrap::<Hash>(this)?;
    let result = hash.0.borrow_mut().finalize_reset();
    Ok(bytes::new_uint8array(&result, cx)?.into())
}

/// `hash.copy(target)`: gives the target this hash's state.
fn copy(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let hash = unwrap::<Hash>(this)?;
    let target = unwrap::<Hash>(args.first().unwrap_or(&JsValue::undefined()))?;
    let state = hash.0.borrow().box_clone();
    *target.0.borrow_mut() = state;
    Ok(JsValue::undefined())
}

/// `getHashNames()`
fn get_hash_names(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(crate::engine::object::array(HASHES.iter().map(|name| js(name).into()), cx).into())
}

/// `fillRandom(view)`: from the kernel's generator.
fn fill_random(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let Some(view) = bytes::view(&value, cx)? else {
        return Err(Error::invalid_arg_type("buf", "an instance of ArrayBuffer or ArrayBufferView", &value, cx));
    };
    let filled = view.with_mut(getrandom::fill);
    filled.map_err(|error| error::Error::system(error.raw_os_error().unwrap_or(5), "getrandom"))?;
    Ok(value)
}

/// `timingSafeEqual(a, b)`: the lengths are known to be equal.
fn timing_safe_equal(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let mut sides = Vec::with_capacity(2);
    for (index, name) in ["buf1", "buf2"].into_iter().enumerate() {
        let value = args.get(index).cloned().unwrap_or_default();
        let Some(view) = bytes::view(&value, cx)? else {
            let expected = "an instance of ArrayBuffer, Buffer, TypedArray, or DataView";
            return Err(Error::invalid_arg_type(name, expected, &value, cx));
        };
        sides.push(view.to_vec());
    }
    if sides[0].len() != sides[1].len() {
        let code = error::Code::ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH;
        return Err(Error::coded(code, &[]));
    }
    // Every byte is looked at, whatever the earlier ones were.
    let difference = sides[0].iter().zip(&sides[1]).fold(0, |all, (a, b)| std::hint::black_box(all | (a ^ b)));
    Ok((difference == 0).into())
}
