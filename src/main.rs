//! The `ouro` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    let program = args.next().unwrap_or_else(|| "ouro".to_owned());
    let args: Vec<String> = args.collect();
    ouro::engine::limits::install_panic_message();
    let code = ouro::engine::limits::on_large_stack(move || ouro::cli::run::main(&program, &args));
    ouro::sys::exit::exit(code)
}
