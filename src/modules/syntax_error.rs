//! SyntaxErrors of user files, with the place where Node shows it.

use boa_engine::{Context, JsError, JsNativeError, js_string};

use crate::{
    engine::{js, object, report, utf8},
    resolve::syntax::{ModuleSyntax, module_syntax},
};

/// The error of parsing `source` as `name`: file and line, the line itself and carets become the head of its stack.
pub(crate) fn located(error: JsError, name: &str, source: &str, cx: &mut Context) -> JsError {
    let Ok(value) = error.into_opaque(cx) else {
        return JsNativeError::syntax().with_message(format!("{name} cannot be parsed")).into();
    };
    if let Some(object) = value.as_object() {
        report::decorate_syntax_error(&object, name, source, cx);
    }
    JsError::from_opaque(value)
}

/// In CommonJS, `import` declarations and `import.meta` have words of their own.
pub(crate) fn outside_module(error: JsError, source: &str, cx: &mut Context) -> JsError {
    if module_syntax(source) != ModuleSyntax::Certain {
        return error;
    }
    let Ok(value) = error.into_opaque(cx) else {
        return JsNativeError::syntax().with_message("Cannot use import statement outside a module").into();
    };
    if let Some(object) = value.as_object() {
        let line = report::syntax_place(&object)
            .and_then(|place| source.lines().nth(place.line.saturating_sub(1) as usize))
            .unwrap_or_default()
            .trim_start();
        let words = if line.contains("import.meta") {
            Some("Cannot use 'import.meta' outside a module")
        } else if line.starts_with("import") {
            Some("Cannot use import statement outside a module")
        } else {
            None
        };
        if let Some(words) = words {
            let mut text = |key| {
                object.get(key, cx).ok().and_then(|text| text.as_string()).map(|text| utf8(&text)).unwrap_or_default()
            };
            let (message, stack) = (text(js_string!("message")), text(js_string!("stack")));
            object::put_hidden(&object, js_string!("message"), js(words));
            // The stack was made with the other words.
            let _kept = object.set(
                js_string!("stack"),
                js(&stack.replacen(&format!("SyntaxError: {message}"), &format!("SyntaxError: {words}"), 1)),
                false,
                cx,
            );
        }
    }
    JsError::from_opaque(value)
}

/// A name of CommonJS that an ES module used gets Node's advice into its message.
pub(super) fn explain_common_js_name(
    error: &boa_engine::JsValue,
    url: &str,
    type_module: Option<&str>,
    cx: &mut Context,
) {
    let Some(object) = error.as_object() else {
        return;
    };
    let mut text =
        |key| object.get(key, cx).ok().and_then(|text| text.as_string()).map(|text| utf8(&text)).unwrap_or_default();
    let (name, message, stack) = (text(js_string!("name")), text(js_string!("message")), text(js_string!("stack")));
    let known = ["require", "module", "exports", "__filename", "__dirname"]
        .iter()
        .any(|known| message == format!("{known} is not defined"));
    if name != "ReferenceError" || !known {
        return;
    }
    let mut words = format!("{message} in ES module scope");
    if message.starts_with("require ") {
        words.push_str(", you can use import instead");
    }
    if let Some(package) =
        type_module.filter(|_| url.split(['?', '#']).next().is_some_and(|path| path.ends_with(".js")))
    {
        words.push_str(&format!(
            "\nThis file is being treated as an ES module because it has a '.js' file extension and '{package}' contains \"type\": \"module\". To treat it as a CommonJS script, rename it to use the '.cjs' file extension."
        ));
    }
    object::put_hidden(&object, js_string!("message"), js(&words));
    let _kept = object.set(js_string!("stack"), js(&stack.replacen(&message, &words, 1)), false, cx);
}
