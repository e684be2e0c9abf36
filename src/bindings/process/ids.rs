//! Who the process is: `process.getuid()` and relatives, `cwd`, `chdir`, `umask`, `title`.

use boa_engine::{Context, JsValue};

use crate::{
    engine::{Error, Result, arg, object, strings::js},
    env::Env,
    error::{Code, Syscall},
    sys::identity,
};

/// `process.cwd()`
pub(super) fn cwd(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let dir = identity::cwd().map_err(|error| {
        let errno = error.raw_os_error().unwrap_or(0);
        let mut system = crate::error::Error::system(errno, "uv_cwd");
        if let crate::error::Error::System(detail) = &mut system
            && errno == nix::errno::Errno::ENOENT as i32
        {
            detail.syscall = "process.cwd failed with error no such file or directory, the current working directory was likely removed without changing the working directory, uv_cwd".into();
        }
        system
    })?;
    Ok(js(&dir.to_string_lossy()).into())
}

/// `process.chdir(directory)`
pub(super) fn chdir(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let dir: String = arg(args, 0, "directory", cx)?;
    if let Err(error) = identity::chdir(&dir) {
        let from = identity::cwd().map(|dir| dir.to_string_lossy().into_owned()).unwrap_or_default();
        return Err(crate::error::Error::system(error.raw_os_error().unwrap_or(0), "chdir")
            .with_path(from)
            .with_dest(dir)
            .into());
    }
    Ok(JsValue::undefined())
}

/// `process.umask([mask])`
pub(super) fn umask(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(value) = args.first().filter(|value| !value.is_undefined()) else {
        return Ok(identity::mask(None).into());
    };
    Ok(identity::mask(Some(mode(value, "mask", cx)?)).into())
}

/// A file mode: a 32-bit number or an octal string.
fn mode(value: &JsValue, name: &str, cx: &mut Context) -> Result<u32> {
    if let Some(text) = value.as_string() {
        let text = crate::engine::utf8(&text);
        return u32::from_str_radix(&text, 8).map_err(|_| {
            let shown = JsValue::from(js(&text));
            Error::invalid_arg_value(name, &shown, "must be a 32-bit unsigned integer or an octal string", cx)
        });
    }
    let Some(number) = value.as_number() else {
        return Err(Error::invalid_arg_type(name, "of type number", value, cx));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(Error::out_of_range(name, "an integer", value, cx));
    }
    if !(0.0..=f64::from(u32::MAX)).contains(&number) {
        return Err(Error::out_of_range(name, ">= 0 && <= 4294967295", value, cx));
    }
    Ok((number as u32) & 0o777)
}

macro_rules! id_getters {
    ($($name:ident: $call:ident;)*) => {$(
        #[doc = concat!("`process.", stringify!($name), "()`")]
        pub(super) fn $name(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
            Ok(nix::unistd::$call().as_raw().into())
        }
    )*};
}

id_getters! {
    getuid: getuid;
    geteuid: geteuid;
    getgid: getgid;
    getegid: getegid;
}

/// `process.ppid`
pub(super) fn ppid(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(nix::unistd::getppid().as_raw().into())
}

/// `process.getgroups()`
pub(super) fn getgroups(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let groups = identity::groups().syscall("getgroups")?;
    Ok(object::array(groups.into_iter().map(JsValue::from), cx).into())
}

/// A user or group given as a number or a name.
fn id(args: &[JsValue], index: usize, user: bool, cx: &mut Context) -> Result<u32> {
    let value = args.get(index).cloned().unwrap_or_default();
    if let Some(number) = value.as_number() {
        if number.fract() != 0.0 || !number.is_finite() {
            return Err(Error::out_of_range("id", "an integer", &value, cx));
        }
        if !(0.0..=f64::from(u32::MAX)).contains(&number) {
            return Err(Error::out_of_range("id", ">= 0 && <= 4294967295", &value, cx));
        }
        return Ok(number as u32);
    }
    let Some(name) = value.as_string() else {
        return Err(Error::invalid_arg_type("id", "one of type number or string", &value, cx));
    };
    let name = crate::engine::utf8(&name);
    let found = if user {
        identity::uid_of(&name).syscall("getpwnam")?
    } else {
        identity::gid_of(&name).syscall("getgrnam")?
    };
    found.ok_or_else(|| Error::coded(Code::ERR_UNKNOWN_CREDENTIAL, &[if user { "User" } else { "Group" }, &name]))
}

/// Node words the errors of these calls in the older way: `EPERM, Operation not permitted`, with a positive `errno`.
fn changed(result: std::io::Result<()>, syscall: &str, cx: &mut Context) -> Result<JsValue> {
    let Err(error) = result else { return Ok(JsValue::undefined()) };
    let errno = error.raw_os_error().unwrap_or(0);
    let code = crate::error::errno_name(errno);
    let text = format!("{code}, {}", nix::errno::Errno::from_raw(errno).desc());
    let object = crate::engine::throw::new_error(crate::error::Class::Error, &text, None, cx);
    object::put(&object, js("errno"), errno);
    object::put(&object, js("code"), js(&code));
    object::put(&object, js("syscall"), js(syscall));
    Err(Error::Js(boa_engine::JsError::from_opaque(object.into())))
}

macro_rules! id_setters {
    ($($name:ident: $user:literal;)*) => {$(
        #[doc = concat!("`process.", stringify!($name), "(id)`")]
        pub(super) fn $name(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
            let id = id(args, 0, $user, cx)?;
            changed(identity::set_id(stringify!($name), id), stringify!($name), cx)
        }
    )*};
}

id_setters! {
    setuid: true;
    seteuid: true;
    setgid: false;
    setegid: false;
}

/// `process.initgroups(user, extraGroup)`
pub(super) fn initgroups(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let user = args.first().cloned().unwrap_or_default();
    let gid = args.get(1).cloned().unwrap_or_default();
    for (value, name) in [(&user, "user"), (&gid, "extraGroup")] {
        if !value.is_number() && !value.is_string() {
            return Err(Error::invalid_arg_type(name, "one of type number or string", value, cx));
        }
    }
    let gid = id(&[gid], 0, false, cx)?;
    let name = match user.as_string() {
        Some(name) => crate::engine::utf8(&name),
        None => {
            let uid = id(&[user], 0, true, cx)?;
            identity::name_of(uid)
                .syscall("getpwuid")?
                .ok_or_else(|| Error::coded(Code::ERR_UNKNOWN_CREDENTIAL, &["User", &uid.to_string()]))?
        }
    };
    changed(identity::init_groups(&name, gid), "initgroups", cx)
}

/// `process.setgroups(groups)`
pub(super) fn setgroups(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let Some(list) = value.as_object().filter(boa_engine::JsObject::is_array) else {
        return Err(Error::invalid_arg_type("groups", "an instance of Array", &value, cx));
    };
    let mut gids = Vec::new();
    for element in object::elements(&list, cx)? {
        gids.push(id(&[element], 0, false, cx)?);
    }
    identity::set_groups(&gids).syscall("setgroups")?;
    Ok(JsValue::undefined())
}

/// `process.title`
pub(super) fn title(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    Ok(env
        .slot("process.title")
        .unwrap_or_else(|| js(env.options().value("title").unwrap_or(&env.options().argv0)).into()))
}

/// `process.title = text`
pub(super) fn set_title(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text = args.first().cloned().unwrap_or_default().to_string(cx)?;
    identity::set_title(&crate::engine::utf8(&text).replace('\0', "")).syscall("uv_set_process_title")?;
    Env::of(cx).set_slot("process.title", text);
    Ok(JsValue::undefined())
}
