//! How deep JavaScript may recurse and what happens when the program itself fails.
//!
//! Counterpart of V8's stack limit and of Node's fatal error handlers. The engine recurses on the Rust stack for
//! everything that passes through natives, so JS runs on a thread with a large one; memory is committed as it is
//! touched. **Recursion ends in a RangeError**: the engine compares addresses with the limit set here.

use std::{panic, thread};

use boa_engine::{Context, parser::stack_guard};

use crate::sys;

/// Sizes to try for the JS thread's stack, in bytes: address space may be scarce.
const STACK_SIZES: &[usize] = if cfg!(target_pointer_width = "64") {
    &[512 << 20, 128 << 20, 32 << 20, 8 << 20]
} else {
    &[64 << 20, 16 << 20, 4 << 20]
};

/// What is kept free at the end of the stack for natives that handle an overflow.
const MARGIN: usize = 512 << 10;

/// JS frames without natives in between: V8's default stack holds about as many simple ones.
const FRAMES: usize = 12_500;

/// V8's default of `--stack-size`, in KiB; what `FRAMES` belongs to.
const STACK_SIZE_KIB: usize = 984;

/// Values on the engine's own stack; it grows on demand, so the limit only guards against runaway argument lists.
const VALUES: usize = 4 << 20;

/// The exit code of a program that broke: as if by SIGABRT.
pub const EXIT_BROKEN: i32 = 134;

/// Runs `work` on a thread with a large stack and returns what it returns.
pub fn on_large_stack(work: impl FnOnce() -> i32 + Send + Clone + 'static) -> i32 {
    for &size in STACK_SIZES {
        let run = work.clone();
        let thread = thread::Builder::new().name("ouro".to_owned()).stack_size(size).spawn(run);
        if let Ok(thread) = thread {
            return thread.join().unwrap_or(EXIT_BROKEN);
        }
    }
    sys::stdio::write_stderr(b"ouro: there is no memory for a stack\n");
    EXIT_BROKEN
}

/// Sets the limits of a context and of the thread that it lives on; `stack_size_kib` is `--stack-size`.
pub fn apply(cx: &mut Context, stack_size_kib: Option<usize>) {
    if let Some(lowest) = sys::stack::lowest_address() {
        stack_guard::set_limit(lowest + MARGIN);
    }
    let limits = cx.runtime_limits_mut();
    let frames = stack_size_kib.map_or(FRAMES, |kib| (FRAMES * kib / STACK_SIZE_KIB).max(64));
    limits.set_recursion_limit(frames);
    limits.set_stack_size_limit(VALUES.max(frames * 64));
}

/// Makes every panic end the program with one message.
pub fn install_panic_message() {
    panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let what = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "unknown".to_owned());
        let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let text = format!(
            "\nouro: internal error: {what}{place}\nThis is a fault of Ouro, not of your program. Please report it.\n"
        );
        sys::stdio::write_stderr(text.as_bytes());
        sys::exit::exit(EXIT_BROKEN);
    }));
}
