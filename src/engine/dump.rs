//! `--print-ast` and `--print-bytecode`: what the engine makes of a source. Counterpart of V8's flags of these names.

use std::path::Path;

use boa_engine::{
    Context, JsNativeError, JsResult, JsString, Script, Source, ast::scope::Scope,
    builtins::function::OrdinaryFunction, parser::Parser,
};

/// The syntax tree of a script, or of a module.
///
/// # Errors
/// A `SyntaxError`.
pub fn ast(source: &str, name: &str, module: bool, cx: &mut Context) -> JsResult<String> {
    let path = Path::new(name);
    let mut parser = Parser::new(Source::from_bytes(source.as_bytes()).with_path(path));
    let text = if module {
        parser.parse_module(&Scope::new_global(), cx.interner_mut()).map(|tree| format!("{tree:#?}"))
    } else {
        parser.parse_function_body_with_source(cx.interner_mut()).map(|(tree, _)| format!("{tree:#?}"))
    };
    text.map(|text| text + "\n").map_err(|error| JsNativeError::from_parser(error, Some(path)).into())
}

/// The bytecode of a source compiled as the body of a function with `parameters`, nested functions included.
///
/// # Errors
/// A `SyntaxError`.
pub fn bytecode(source: &str, name: &str, parameters: &[JsString], cx: &mut Context) -> JsResult<String> {
    let source = Source::from_bytes(source.as_bytes()).with_path(Path::new(name));
    let (function, _) = Script::compile_function(source, parameters, cx)?;
    let text = function.downcast_ref::<OrdinaryFunction>().map(|function| function.codeblock().to_string());
    Ok(text.unwrap_or_default())
}

/// What `--v8-options` prints: the options that the engine has.
pub const OPTIONS: &str = "\
The engine is Boa, not V8. These are its options:
  --expose-gc (make the collector callable as gc())
        type: bool  default: false
  --print-ast (print the syntax tree of the script)
        type: bool  default: false
  --print-bytecode (print the bytecode of the script)
        type: bool  default: false
  --stack-size (size of the JS stack in KiB; decides how many calls may nest)
        type: int  default: 984
  --stack-trace-limit (frames in a stack trace)
        type: int  default: 10
";
