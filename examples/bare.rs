//! A bare Boa context that runs one script: what the engine alone costs, to compare Ouro's own share with.
//!
//! `cargo run --release --example bare -- script.js`; the script has `print` and nothing of Node.

use std::io::Write as _;

use boa_engine::{
    Context, JsArgs as _, JsError, JsString, JsValue, NativeFunction, Source, js_string, vm::RuntimeLimits,
};

fn print(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue, JsError> {
    let text: JsString = args.get_or_undefined(0).to_string(cx)?;
    let _closed = writeln!(std::io::stdout(), "{}", text.display_lossy());
    Ok(JsValue::undefined())
}

fn run(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let code = std::fs::read(file)?;
    let mut cx = Context::default();
    let mut limits = RuntimeLimits::default();
    limits.set_recursion_limit(10_000);
    limits.set_stack_size_limit(1 << 24);
    cx.set_runtime_limits(limits);
    cx.register_global_callable(js_string!("print"), 1, NativeFunction::from_fn_ptr(print))?;
    cx.eval(Source::from_bytes(&code))?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: bare script.js")?;
    // The same stack as Ouro gives to JS, so that the two differ in nothing else.
    let thread = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(move || run(&file).map_err(|error| error.to_string()))?;
    thread.join().map_err(|_| "it panicked")??;
    Ok(())
}
