//! The `ouro` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    let program = args.next().unwrap_or_else(|| "ouro".to_owned());
    let args: Vec<String> = args.collect();
    // The engine recurses on the Rust stack, so JS runs on a thread with a large one; memory is committed as it is touched.
    let run = std::thread::Builder::new()
        .name("ouro".to_owned())
        .stack_size(512 << 20)
        .spawn(move || ouro::cli::run::main(&program, &args));
    let code = run.map_or(1, |thread| thread.join().unwrap_or(134));
    ouro::sys::exit::exit(code)
}
