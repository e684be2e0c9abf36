//! Terminals: what kind of thing a descriptor is, window size, raw mode. Counterpart of libuv's `src/unix/tty.c`.
//!
//! Invariant: the first mode that a terminal had is kept, and `restore` puts it back before the process ends.

use std::{
    os::fd::{BorrowedFd, RawFd},
    sync::Mutex,
};

use nix::{
    errno::Errno,
    libc,
    sys::{
        stat::{SFlag, fstat},
        termios::{
            ControlFlags, InputFlags, LocalFlags, OutputFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr,
            tcsetattr,
        },
    },
};

/// What a descriptor is, under the names of Node's `guessHandleType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A terminal.
    Tty,
    /// A file, a directory, a device.
    File,
    /// A pipe or a local socket.
    Pipe,
    /// A stream socket of the Internet.
    Tcp,
    /// A datagram socket of the Internet.
    Udp,
    /// Nothing that can be read or written as a stream.
    Unknown,
}

impl Kind {
    /// Node's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tty => "TTY",
            Self::File => "FILE",
            Self::Pipe => "PIPE",
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// The modes of libuv's `uv_tty_set_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As the terminal was found.
    Normal,
    /// Every key at once, no echo, no signals.
    Raw,
    /// The same without any processing of output.
    Io,
}

static FIRST_MODE: Mutex<Option<(RawFd, Termios)>> = Mutex::new(None);

fn lend(fd: RawFd) -> Result<BorrowedFd<'static>, Errno> {
    if fd < 0 {
        return Err(Errno::EBADF);
    }
    // SAFETY: the number is not negative, and the borrow is used for single calls only; a closed number gives EBADF.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

/// Whether the descriptor is a terminal.
#[must_use]
pub fn is_terminal(fd: RawFd) -> bool {
    lend(fd).is_ok_and(|fd| nix::unistd::isatty(fd).unwrap_or(false))
}

/// What the descriptor is.
#[must_use]
pub fn kind(fd: RawFd) -> Kind {
    if is_terminal(fd) {
        return Kind::Tty;
    }
    let Ok(stat) = lend(fd).and_then(|fd| fstat(fd)) else { return Kind::Unknown };
    match SFlag::from_bits_truncate(stat.st_mode & SFlag::S_IFMT.bits()) {
        SFlag::S_IFREG | SFlag::S_IFCHR | SFlag::S_IFBLK | SFlag::S_IFDIR => Kind::File,
        SFlag::S_IFIFO => Kind::Pipe,
        SFlag::S_IFSOCK => socket_kind(fd),
        _ => Kind::Unknown,
    }
}

fn socket_kind(fd: RawFd) -> Kind {
    use nix::sys::socket::{AddressFamily, SockType, SockaddrLike, SockaddrStorage, getsockname, getsockopt, sockopt};
    let Ok(kind) = lend(fd).and_then(|fd| getsockopt(&fd, sockopt::SockType)) else { return Kind::Unknown };
    let family = getsockname::<SockaddrStorage>(fd).ok().and_then(|address| address.family());
    match (kind, family) {
        (SockType::Stream, Some(AddressFamily::Inet | AddressFamily::Inet6)) => Kind::Tcp,
        (SockType::Stream, _) => Kind::Pipe,
        (SockType::Datagram, Some(AddressFamily::Inet | AddressFamily::Inet6)) => Kind::Udp,
        _ => Kind::Unknown,
    }
}

/// Columns and rows of the terminal.
///
/// # Errors
/// The errno of `TIOCGWINSZ`.
pub fn window_size(fd: RawFd) -> Result<(u16, u16), Errno> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: TIOCGWINSZ writes one winsize, which `size` is.
    let result = unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) };
    Errno::result(result).map(|_| (size.ws_col, size.ws_row))
}

/// Sets the mode of a terminal.
///
/// # Errors
/// The errno of `tcgetattr` or `tcsetattr`.
pub fn set_mode(fd: RawFd, mode: Mode) -> Result<(), Errno> {
    let terminal = lend(fd)?;
    let mut first = FIRST_MODE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if first.is_none() {
        if mode == Mode::Normal {
            return Ok(());
        }
        *first = Some((fd, tcgetattr(terminal)?));
    }
    let Some((_, original)) = &*first else { return Ok(()) };
    let mut wanted = original.clone();
    match mode {
        Mode::Normal => {}
        Mode::Raw => {
            wanted.input_flags &=
                !(InputFlags::BRKINT | InputFlags::ICRNL | InputFlags::INPCK | InputFlags::ISTRIP | InputFlags::IXON);
            wanted.output_flags |= OutputFlags::ONLCR;
            wanted.control_flags |= ControlFlags::CS8;
            wanted.local_flags &= !(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::IEXTEN | LocalFlags::ISIG);
            wanted.control_chars[SpecialCharacterIndices::VMIN as usize] = 1;
            wanted.control_chars[SpecialCharacterIndices::VTIME as usize] = 0;
        }
        Mode::Io => nix::sys::termios::cfmakeraw(&mut wanted),
    }
    tcsetattr(terminal, SetArg::TCSADRAIN, &wanted)
}

/// Puts the terminal back into the mode it was found in. There is nobody to report a failure to.
pub fn restore() {
    let first = FIRST_MODE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((fd, original)) = &*first
        && let Ok(terminal) = lend(*fd)
    {
        let _unreportable = tcsetattr(terminal, SetArg::TCSANOW, original);
    }
}

/// Whether a read would return at once: with bytes, the end or an error.
#[must_use]
pub fn is_readable_now(fd: RawFd) -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    let Ok(fd) = lend(fd) else { return true };
    poll(&mut [PollFd::new(fd, PollFlags::POLLIN)], PollTimeout::ZERO).map_or(true, |ready| ready > 0)
}
