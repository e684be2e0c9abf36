//! The end of the process: the one place that may call `std::process::exit`.

/// Ends the process. Nothing of ours needs a destructor to be correct: files are written through, children live on.
#[allow(clippy::exit, clippy::disallowed_methods, reason = "this is the one door out")]
pub fn exit(code: i32) -> ! {
    super::tty::restore();
    std::process::exit(code)
}
