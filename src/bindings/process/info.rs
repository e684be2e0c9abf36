//! What `process` says about the program: versions, features, config, release, argv.

use std::rc::Rc;

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string, property::PropertyDescriptor};

use crate::{
    engine::{Result, arg, object, strings::js, utf8},
    env::Env,
    modules::builtins,
};

/// The version of Node whose API this is.
pub const NODE_VERSION: &str = "24.21.0";

/// The platform in Node's words.
pub const PLATFORM: &str = if cfg!(target_os = "macos") {
    "darwin"
} else if cfg!(target_os = "android") {
    "android"
} else {
    "linux"
};

/// The architecture in Node's words.
pub const ARCH: &str = if cfg!(target_arch = "x86_64") {
    "x64"
} else if cfg!(target_arch = "aarch64") {
    "arm64"
} else if cfg!(target_arch = "arm") {
    "arm"
} else if cfg!(target_arch = "riscv64") {
    "riscv64"
} else if cfg!(target_arch = "x86") {
    "ia32"
} else {
    std::env::consts::ARCH
};

fn read_only(target: &JsObject, name: &str, value: impl Into<JsValue>) {
    target.insert_property(
        js(name),
        PropertyDescriptor::builder().value(value).writable(false).enumerable(true).configurable(true).build(),
    );
}

/// The plain values.
pub(super) fn define(process: &JsObject, env: &Rc<Env>, cx: &mut Context) {
    let options = env.options();
    read_only(process, "version", js(&format!("v{NODE_VERSION}")));
    read_only(process, "arch", js(ARCH));
    read_only(process, "platform", js(PLATFORM));
    let mut argv = vec![JsValue::from(js(&options.exec_path))];
    if let Some(script) = &options.script {
        argv.push(js(script).into());
    }
    argv.extend(options.args.iter().map(|arg| js(arg).into()));
    object::put(process, js_string!("argv"), object::array(argv, cx));
    object::put(
        process,
        js_string!("execArgv"),
        object::array(options.exec_argv.iter().map(|arg| js(arg).into()).collect::<Vec<_>>(), cx),
    );
    object::put(process, js_string!("argv0"), js(&options.argv0));
    object::put(process, js_string!("execPath"), js(&options.exec_path));
    object::put(process, js_string!("pid"), std::process::id());
    object::put(process, js_string!("debugPort"), 9229);
    object::put(process, js_string!("exiting"), false);
    object::put_hidden(process, js_string!("_exiting"), false);
    if let Some(code) = options.value("eval") {
        object::put_hidden(process, js_string!("_eval"), js(code));
    }
    for (flag, property) in [
        ("no-deprecation", "noDeprecation"),
        ("throw-deprecation", "throwDeprecation"),
        ("trace-deprecation", "traceDeprecation"),
        ("trace-warnings", "traceProcessWarnings"),
    ] {
        if options.flag(flag) {
            object::put(process, js(property), true);
        }
    }
}

/// `process.versions`
pub(super) fn versions(cx: &mut Context) -> JsResult<JsValue> {
    let versions = JsObject::with_object_proto(cx.intrinsics());
    for (name, version) in [
        ("node", NODE_VERSION),
        ("ouro", env!("CARGO_PKG_VERSION")),
        ("boa", "0.22.0"),
        ("modules", "137"),
        ("unicode", "17.0"),
    ] {
        read_only(&versions, name, js(version));
    }
    Ok(versions.into())
}

/// `process.release`
pub(super) fn release(cx: &mut Context) -> JsResult<JsValue> {
    Ok(object::build(cx, &[("name", js("node").into()), ("lts", js("Krypton").into())]).into())
}

/// `process.features`: what Ouro really has.
pub(super) fn features(cx: &mut Context) -> JsResult<JsValue> {
    let typescript = JsValue::from(false);
    let require_module = Env::of(cx).options().value("experimental-require-module") != Some("false");
    Ok(object::build(
        cx,
        &[
            ("inspector", false.into()),
            ("debug", false.into()),
            ("uv", true.into()),
            ("ipv6", true.into()),
            ("openssl_is_boringssl", false.into()),
            ("tls_alpn", false.into()),
            ("tls_sni", false.into()),
            ("tls_ocsp", false.into()),
            ("tls", false.into()),
            ("cached_builtins", true.into()),
            ("require_module", require_module.into()),
            ("quic", false.into()),
            ("typescript", typescript),
        ],
    )
    .into())
}

/// `process.config`
pub(super) fn config(cx: &mut Context) -> JsResult<JsValue> {
    let defaults = object::build(cx, &[]);
    let variables = object::build(
        cx,
        &[("napi_build_version", js("0").into()), ("node_shared", false.into()), ("v8_enable_i18n_support", 0.into())],
    );
    let config = object::build(cx, &[("target_defaults", defaults.into()), ("variables", variables.into())]);
    config.set_integrity_level(boa_engine::object::IntegrityLevel::Frozen, cx)?;
    Ok(config.into())
}

/// `process.allowedNodeEnvironmentFlags`: from the table of options.
pub(super) fn allowed_flags(cx: &mut Context) -> JsResult<JsValue> {
    let flags: Vec<JsValue> = Env::of(cx)
        .options()
        .environment_flags
        .map_or_else(Vec::new, |list| list())
        .iter()
        .map(|flag| js(flag).into())
        .collect();
    let list = object::array(flags, cx);
    let exports = builtins::require("internal/process/flags", cx)?;
    let Some(make) = exports.as_callable() else { return Ok(JsValue::undefined()) };
    make.call(&JsValue::undefined(), &[list.into()], cx)
}

/// `process.getBuiltinModule(id)`
pub(super) fn get_builtin_module(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let id: JsString = arg(args, 0, "id", cx)?;
    match builtins::from_specifier(&utf8(&id)) {
        Some(id) => Ok(builtins::require(id, cx)?),
        None => Ok(JsValue::undefined()),
    }
}

/// `option(name)`: the value of a command line option for builtins; `true` for flags, a list for options given more than once.
pub(super) fn option(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let name: String = arg(args, 0, "name", cx)?;
    let env = Env::of(cx);
    let name = name.trim_start_matches('-');
    let values: Vec<JsValue> = env.options().values_of(name).map(|value| js(value).into()).collect();
    Ok(match values.as_slice() {
        [] => JsValue::undefined(),
        [one] if one.as_string().is_some_and(|text| text == js_string!("true")) => true.into(),
        [one] => one.clone(),
        _ => object::array(values, cx).into(),
    })
}

/// `process.moduleLoadList`: the builtins that are loaded, in Node's words.
pub(super) fn module_load_list(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let ids = Env::of(cx).loaded_builtins();
    Ok(object::array(ids.into_iter().map(|id| js(&format!("NativeModule {id}")).into()), cx).into())
}
