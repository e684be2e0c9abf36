//! Byte streams over a descriptor: libuv's `uv_stream_t` for pipes and sockets.
//!
//! Reading goes on until the descriptor would block (mio is edge-triggered) or the reader stops; after 32 reads the
//! other handles get their turn. Writing tries at once; what is left waits for room, in order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::rc::{Rc, Weak};

use super::{ActiveRequest, HandleCore, Interest, Loop, Ready, Watcher};
use crate::sys;

/// At most this much is read at once.
pub const READ_SIZE: usize = 64 << 10;
const READS_PER_EVENT: usize = 32;

/// What a reader gets.
#[derive(Debug)]
pub enum Read<'a> {
    /// Bytes, valid during the call.
    Data(&'a [u8]),
    /// The end; reading has stopped.
    End,
    /// Reading failed and has stopped.
    Failed(io::Error),
}

type OnRead<C> = Rc<dyn Fn(&mut C, Read<'_>)>;
type Done<C> = Box<dyn FnOnce(&mut C, io::Result<()>)>;

struct Write<C> {
    bytes: Vec<u8>,
    at: usize,
    done: Done<C>,
    _request: ActiveRequest,
}

/// A stream; owns its descriptor. Active while it reads.
pub struct Stream<C: 'static> {
    lp: Rc<Loop<C>>,
    core: HandleCore,
    watcher: RefCell<Option<Rc<Watcher<C>>>>,
    fd: RefCell<Option<OwnedFd>>,
    on_read: RefCell<Option<OnRead<C>>>,
    writes: RefCell<VecDeque<Write<C>>>,
    queued: Cell<usize>,
    shutdown: RefCell<Option<(Done<C>, ActiveRequest)>>,
    bytes_read: Cell<u64>,
    bytes_written: Cell<u64>,
}

thread_local! {
    /// One buffer serves all reads of a thread; a nested loop makes another.
    static SCRATCH: Cell<Option<Box<[u8]>>> = const { Cell::new(None) };
}

impl<C: 'static> Stream<C> {
    /// A stream without a descriptor.
    #[must_use]
    pub fn new(lp: &Rc<Loop<C>>) -> Rc<Self> {
        Rc::new(Self {
            lp: lp.clone(),
            core: HandleCore::new(lp),
            watcher: RefCell::default(),
            fd: RefCell::default(),
            on_read: RefCell::default(),
            writes: RefCell::default(),
            queued: Cell::new(0),
            shutdown: RefCell::default(),
            bytes_read: Cell::new(0),
            bytes_written: Cell::new(0),
        })
    }

    /// Takes a descriptor over and makes it non-blocking.
    ///
    /// # Errors
    /// `EBUSY` if it has one, or what `fcntl` says.
    pub fn open(self: &Rc<Self>, fd: OwnedFd) -> io::Result<()> {
        if self.fd.borrow().is_some() || self.core.is_closing() {
            return Err(io::Error::from_raw_os_error(libc::EBUSY));
        }
        sys::fd::set_nonblocking(fd.as_raw_fd(), true)?;
        let weak = Rc::downgrade(self);
        let watcher = Watcher::new(&self.lp, fd.as_raw_fd(), move |cx, ready| {
            if let Some(stream) = Weak::upgrade(&weak) {
                stream.on_ready(cx, ready);
            }
        });
        self.watcher.replace(Some(Rc::new(watcher)));
        self.fd.replace(Some(fd));
        Ok(())
    }

    /// The handle's liveness.
    #[must_use]
    pub const fn core(&self) -> &HandleCore {
        &self.core
    }

    /// The descriptor's number, while it is open.
    #[must_use]
    pub fn fd(&self) -> Option<RawFd> {
        self.fd.borrow().as_ref().map(AsRawFd::as_raw_fd)
    }

    /// How many bytes wait to be written.
    #[must_use]
    pub fn queued_bytes(&self) -> usize {
        self.queued.get()
    }

    /// How many bytes have been read and written so far.
    #[must_use]
    pub fn transferred(&self) -> (u64, u64) {
        (self.bytes_read.get(), self.bytes_written.get())
    }

    /// Reads until stopped, the end or an error.
    ///
    /// # Errors
    /// `EBADF` without a descriptor.
    pub fn read_start(&self, on_read: impl Fn(&mut C, Read<'_>) + 'static) -> io::Result<()> {
        let watcher = self.watcher()?;
        let old = self.on_read.replace(Some(Rc::new(on_read)));
        drop(old);
        self.core.start();
        watcher.add(Interest::READABLE);
        Ok(())
    }

    /// No more reads until the next start.
    pub fn read_stop(&self) {
        let old = self.on_read.take();
        drop(old);
        self.core.stop();
        if let Ok(watcher) = self.watcher() {
            watcher.remove(Interest::READABLE);
        }
    }

    /// Writes as much as goes at once; 0 also while earlier writes wait.
    ///
    /// # Errors
    /// `EBADF` without a descriptor, or what `write` says except that it would block.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        let Some(fd) = self.fd() else { return Err(io::Error::from_raw_os_error(libc::EBADF)) };
        if !self.writes.borrow().is_empty() {
            return Ok(0);
        }
        let mut written = 0;
        while written < bytes.len() {
            match sys::fd::write(fd, &bytes[written..]) {
                Ok(n) => written += n,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) if written == 0 => return Err(e),
                // The next write tells.
                Err(_) => break,
            }
        }
        self.bytes_written.set(self.bytes_written.get() + written as u64);
        Ok(written)
    }

    /// Writes all of it when there is room, after what waits already, then calls `done`.
    ///
    /// # Errors
    /// `EBADF` without a descriptor.
    pub fn queue_write(&self, bytes: Vec<u8>, done: impl FnOnce(&mut C, io::Result<()>) + 'static) -> io::Result<()> {
        let watcher = self.watcher()?;
        self.queued.set(self.queued.get() + bytes.len());
        let request = ActiveRequest::new(&self.lp);
        self.writes.borrow_mut().push_back(Write { bytes, at: 0, done: Box::new(done), _request: request });
        watcher.add(Interest::WRITABLE);
        Ok(())
    }

    /// Ends the writing half once everything is written, then calls `done`.
    ///
    /// # Errors
    /// `ENOTCONN` without a descriptor, `EALREADY` the second time.
    pub fn shutdown(&self, done: impl FnOnce(&mut C, io::Result<()>) + 'static) -> io::Result<()> {
        if self.fd().is_none() {
            return Err(io::Error::from_raw_os_error(libc::ENOTCONN));
        }
        if self.shutdown.borrow().is_some() {
            return Err(io::Error::from_raw_os_error(libc::EALREADY));
        }
        let request = ActiveRequest::new(&self.lp);
        self.shutdown.replace(Some((Box::new(done), request)));
        self.shut_down_if_drained();
        Ok(())
    }

    /// Closes: waiting writes fail with `ECANCELED`, then `done` is called, all in the closing phase. The descriptor is
    /// closed now.
    pub fn close(&self, done: impl FnOnce(&mut C) + 'static) {
        let on_read = self.on_read.take();
        drop(on_read);
        if let Some(watcher) = self.watcher.take() {
            watcher.close();
        }
        let fd = self.fd.take();
        drop(fd);
        let writes = self.writes.take();
        let shutdown = self.shutdown.take();
        self.queued.set(0);
        self.lp.on_closed(&self.core, move |cx| {
            let cancelled = || Err(io::Error::from_raw_os_error(libc::ECANCELED));
            for write in writes {
                (write.done)(cx, cancelled());
            }
            if let Some((done, _request)) = shutdown {
                done(cx, cancelled());
            }
            done(cx);
        });
    }

    fn watcher(&self) -> io::Result<Rc<Watcher<C>>> {
        self.watcher.borrow().clone().ok_or_else(|| io::Error::from_raw_os_error(libc::EBADF))
    }

    fn on_ready(&self, cx: &mut C, ready: Ready) {
        if ready.readable {
            self.read_some(cx, ready);
        }
        if ready.writable {
            self.write_some(cx);
        }
    }

    fn read_some(&self, cx: &mut C, ready: Ready) {
        let mut buffer = SCRATCH.take().unwrap_or_else(|| vec![0; READ_SIZE].into_boxed_slice());
        for _ in 0..READS_PER_EVENT {
            let on_read = self.on_read.borrow().clone();
            let (Some(on_read), Some(fd)) = (on_read, self.fd()) else { break };
            match sys::fd::read(fd, &mut buffer) {
                Ok(0) => {
                    self.read_stop();
                    on_read(cx, Read::End);
                    break;
                }
                Ok(n) => {
                    self.bytes_read.set(self.bytes_read.get() + n as u64);
                    on_read(cx, Read::Data(&buffer[..n]));
                    if n < buffer.len() && !ready.hangup {
                        // Drained; whatever comes now, the end included, is a new edge.
                        SCRATCH.set(Some(buffer));
                        return;
                    }
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    SCRATCH.set(Some(buffer));
                    return;
                }
                Err(e) => {
                    self.read_stop();
                    on_read(cx, Read::Failed(e));
                    break;
                }
            }
        }
        SCRATCH.set(Some(buffer));
        if self.on_read.borrow().is_some() {
            if let Ok(watcher) = self.watcher() {
                watcher.rearm(Ready { writable: false, ..ready });
            }
        }
    }

    fn write_some(&self, cx: &mut C) {
        let mut finished: Vec<(Done<C>, io::Result<()>, ActiveRequest)> = Vec::new();
        while let Some(fd) = self.fd() {
            let mut writes = self.writes.borrow_mut();
            let Some(write) = writes.front_mut() else { break };
            let result = sys::fd::write(fd, &write.bytes[write.at..]);
            let over = match result {
                Ok(n) => {
                    write.at += n;
                    self.queued.set(self.queued.get() - n);
                    self.bytes_written.set(self.bytes_written.get() + n as u64);
                    if write.at < write.bytes.len() {
                        continue;
                    }
                    Ok(())
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) => {
                    self.queued.set(self.queued.get() - (write.bytes.len() - write.at));
                    Err(e)
                }
            };
            if let Some(write) = writes.pop_front() {
                finished.push((write.done, over, write._request));
            }
        }
        if self.writes.borrow().is_empty() {
            if let Ok(watcher) = self.watcher() {
                watcher.remove(Interest::WRITABLE);
            }
        }
        for (done, result, request) in finished {
            done(cx, result);
            drop(request);
        }
        self.shut_down_if_drained();
    }

    fn shut_down_if_drained(&self) {
        let Some(fd) = self.fd() else { return };
        if !self.writes.borrow().is_empty() {
            return;
        }
        let Some((done, request)) = self.shutdown.take() else { return };
        let result = sys::fd::shutdown_write(fd);
        self.lp.queue_pending(move |cx| {
            done(cx, result);
            drop(request);
        });
    }
}
