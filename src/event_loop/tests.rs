//! The loop against a log as its context, and the timer lists against a naive model.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::sys;

type Log = Vec<String>;

fn run(lp: &Rc<Loop<Log>>) -> Log {
    let mut log = Log::new();
    assert!(!lp.run(&mut log, RunMode::Default).unwrap());
    log
}

fn note(text: &'static str) -> impl Fn(&mut Log) {
    move |log: &mut Log| log.push(text.into())
}

#[test]
fn empty_loop_ends_at_once() {
    let lp = Loop::<Log>::new();
    assert!(!lp.alive());
    assert!(run(&lp).is_empty());
}

#[test]
fn phases_come_in_order() {
    let lp = Loop::<Log>::new();
    let rounds = Rc::new(Cell::new(0));
    let hooks =
        [(Phase::Idle, "idle"), (Phase::Prepare, "prepare")].map(|(phase, name)| Hook::new(&lp, phase, note(name)));
    let check = {
        let (weak, rounds) = (Rc::downgrade(&lp), rounds.clone());
        Hook::new(&lp, Phase::Check, move |log: &mut Log| {
            log.push("check".into());
            rounds.set(rounds.get() + 1);
            if rounds.get() == 2 {
                weak.upgrade().unwrap().stop();
            }
        })
    };
    for hook in hooks.iter().chain([&check]) {
        hook.start();
    }
    let timer = Timer::new(&lp, note("timer"));
    timer.start(0, 0);
    lp.queue_pending(note("pending"));
    let core = HandleCore::new(&lp);
    core.start();
    lp.on_closed(&core, note("closed"));
    let mut log = Log::new();
    assert!(lp.run(&mut log, RunMode::Default).unwrap());
    let expected = ["timer", "pending", "idle", "prepare", "check", "closed", "idle", "prepare", "check"];
    assert_eq!(log, expected);
}

#[test]
fn unreferenced_handles_do_not_count() {
    let lp = Loop::<Log>::new();
    let core = HandleCore::new(&lp);
    core.unref();
    core.start();
    assert!(!lp.alive());
    core.ref_();
    core.ref_();
    assert!(lp.alive());
    core.stop();
    core.stop();
    assert!(!lp.alive());
    core.start();
    drop(core);
    assert!(!lp.alive());
}

#[test]
fn closing_handle_is_alive_until_its_callback() {
    let lp = Loop::<Log>::new();
    let core = HandleCore::new(&lp);
    core.unref();
    lp.on_closed(&core, note("closed"));
    lp.on_closed(&core, note("never"));
    assert!(lp.alive() && core.is_closing());
    core.start();
    assert!(!core.is_active());
    assert_eq!(run(&lp), ["closed"]);
}

#[test]
fn request_keeps_the_loop_up() {
    let lp = Loop::<Log>::new();
    let request = ActiveRequest::new(&lp);
    lp.queue_pending(move |log: &mut Log| {
        log.push("done".into());
        drop(request);
    });
    assert_eq!(run(&lp), ["done"]);
}

#[test]
fn pending_queued_by_pending_waits_a_phase() {
    let lp = Loop::<Log>::new();
    let again = lp.clone();
    lp.queue_pending(move |log: &mut Log| {
        log.push("first".into());
        again.queue_pending(note("second"));
    });
    lp.queue_pending(note("other"));
    assert_eq!(run(&lp), ["first", "other", "second"]);
}

#[test]
fn timers_fire_by_due_time_then_by_start() {
    let lp = Loop::<Log>::new();
    let timers = [(10, "c"), (1, "a"), (10, "d"), (5, "b")].map(|(ms, name)| {
        let timer = Timer::new(&lp, note(name));
        timer.start(ms, 0);
        timer
    });
    let stopped = Timer::new(&lp, note("never"));
    stopped.start(3, 0);
    stopped.stop();
    let begin = Instant::now();
    assert_eq!(run(&lp), ["a", "b", "c", "d"]);
    assert!(begin.elapsed() >= Duration::from_millis(10));
    drop(timers);
}

#[test]
fn timer_started_by_a_timer_waits_a_pass() {
    let lp = Loop::<Log>::new();
    let inner = Rc::new(Timer::new(&lp, note("inner")));
    let check = Hook::new(&lp, Phase::Check, note("check"));
    check.unref();
    check.start();
    let outer = {
        let inner = inner.clone();
        Timer::new(&lp, move |log: &mut Log| {
            log.push("outer".into());
            inner.start(0, 0);
        })
    };
    outer.start(0, 0);
    assert_eq!(run(&lp), ["outer", "check", "inner"]);
}

#[test]
fn repeating_timer_until_stopped() {
    let lp = Loop::<Log>::new();
    let slot: Rc<RefCell<Option<Timer<Log>>>> = Rc::default();
    let weak = Rc::downgrade(&slot);
    let timer = Timer::new(&lp, move |log: &mut Log| {
        log.push("tick".into());
        if log.len() == 3 {
            weak.upgrade().unwrap().borrow().as_ref().unwrap().stop();
        }
    });
    timer.start(1, 1);
    slot.replace(Some(timer));
    assert_eq!(run(&lp).len(), 3);
}

#[test]
fn unreferenced_timer_does_not_hold() {
    let lp = Loop::<Log>::new();
    let timer = Timer::new(&lp, note("never"));
    timer.unref();
    timer.start(10_000, 0);
    assert!(run(&lp).is_empty());
}

/// A handle over a pipe's read end, as a stream would be: takes `chunk` bytes an event.
fn reader(lp: &Rc<Loop<Log>>, chunk: usize) -> (Rc<HandleCore>, Rc<Watcher<Log>>, std::os::fd::OwnedFd) {
    let (read, write) = sys::fd::pipe(true).unwrap();
    let core = Rc::new(HandleCore::new(lp));
    core.start();
    let fd = read.as_raw_fd();
    let watcher = Rc::new_cyclic(|weak: &std::rc::Weak<Watcher<Log>>| {
        let (weak, core, read) = (weak.clone(), core.clone(), read);
        Watcher::new(lp, fd, move |log: &mut Log, ready| {
            let watcher = weak.upgrade().unwrap();
            let mut buffer = vec![0; chunk];
            match sys::fd::read(read.as_raw_fd(), &mut buffer) {
                Ok(0) => {
                    log.push("end".into());
                    watcher.set_interest(Interest::NONE);
                    core.stop();
                }
                Ok(n) => {
                    log.push(String::from_utf8_lossy(&buffer[..n]).into());
                    watcher.rearm(ready);
                }
                Err(e) => assert_eq!(e.kind(), io::ErrorKind::WouldBlock),
            }
        })
    });
    watcher.set_interest(Interest::READABLE);
    (core, watcher, write)
}

#[test]
fn watcher_reads_to_the_end_in_small_steps() {
    let lp = Loop::<Log>::new();
    let (_core, _watcher, write) = reader(&lp, 3);
    sys::fd::write_all(write.as_raw_fd(), b"abcdefgh").unwrap();
    drop(write);
    assert_eq!(run(&lp), ["abc", "def", "gh", "end"]);
}

#[test]
fn stopped_and_started_watcher_gets_its_edge_again() {
    let lp = Loop::<Log>::new();
    let (read, write) = sys::fd::pipe(true).unwrap();
    let core = HandleCore::new(&lp);
    core.start();
    let watcher = Watcher::new(&lp, read.as_raw_fd(), |log: &mut Log, _| log.push("event".into()));
    watcher.set_interest(Interest::READABLE);
    sys::fd::write_all(write.as_raw_fd(), b"x").unwrap();
    let mut log = Log::new();
    for _ in 0..3 {
        lp.run(&mut log, RunMode::Once).unwrap();
        // Nothing was read: only the restart brings the next event.
        watcher.set_interest(Interest::NONE);
        watcher.set_interest(Interest::READABLE);
    }
    watcher.set_interest(Interest::NONE);
    lp.run(&mut log, RunMode::NoWait).unwrap();
    assert_eq!(log, ["event", "event", "event"]);
}

#[test]
fn regular_file_is_always_ready() {
    let lp = Loop::<Log>::new();
    let file = tempfile::tempfile().unwrap();
    let core = Rc::new(HandleCore::new(&lp));
    core.start();
    let stop = core.clone();
    let watcher = Watcher::new(&lp, file.as_raw_fd(), move |log: &mut Log, _| {
        log.push("ready".into());
        stop.stop();
    });
    assert_eq!(watcher.try_start(Interest::READABLE).unwrap_err().raw_os_error(), Some(libc::EPERM));
    watcher.set_interest(Interest::READABLE);
    assert_eq!(run(&lp), ["ready"]);
}

#[test]
fn closed_watcher_gets_no_event_of_the_same_batch() {
    let lp = Loop::<Log>::new();
    let slots: Rc<RefCell<Vec<Watcher<Log>>>> = Rc::default();
    let pipes: Vec<_> = (0..2).map(|_| sys::fd::pipe(true).unwrap()).collect();
    let core = HandleCore::new(&lp);
    core.start();
    for (read, write) in &pipes {
        let all = slots.clone();
        let watcher = Watcher::new(&lp, read.as_raw_fd(), move |log: &mut Log, _| {
            log.push("event".into());
            for watcher in all.borrow().iter() {
                watcher.close();
            }
        });
        watcher.set_interest(Interest::READABLE);
        slots.borrow_mut().push(watcher);
        sys::fd::write_all(write.as_raw_fd(), b"x").unwrap();
    }
    let mut log = Log::new();
    lp.run(&mut log, RunMode::Once).unwrap();
    lp.run(&mut log, RunMode::NoWait).unwrap();
    assert_eq!(log, ["event"]);
    drop(slots.take());
}

#[test]
fn pool_results_arrive_here() {
    let lp = Loop::<Log>::new();
    for i in 0..50_u32 {
        let kind = if i % 2 == 0 { Kind::Fast } else { Kind::Slow };
        lp.spawn(kind, move || i * 2, |n, log: &mut Log| log.push(n.to_string())).unwrap();
    }
    let mut log = run(&lp);
    log.sort_by_key(|n| n.parse::<u32>().unwrap());
    assert_eq!(log, (0..50).map(|i| (i * 2).to_string()).collect::<Vec<_>>());
}

#[test]
fn queued_work_can_be_cancelled() {
    let lp = Loop::<Log>::new();
    let blockers: Vec<_> = (0..1100)
        .map(|_| {
            let work = || std::thread::sleep(Duration::from_millis(1));
            lp.spawn(Kind::Fast, work, |(), _: &mut Log| {}).unwrap()
        })
        .collect();
    let last = lp.spawn(Kind::Fast, || (), |(), log: &mut Log| log.push("never".into())).unwrap();
    assert!(last.cancel());
    assert!(!last.cancel());
    assert!(run(&lp).is_empty());
    assert!(!blockers[0].cancel());
}

#[test]
fn async_sends_wake_and_coalesce() {
    let lp = Loop::<Log>::new();
    let slot: Rc<RefCell<Option<AsyncHandle<Log>>>> = Rc::default();
    let owner = slot.clone();
    let handle = AsyncHandle::new(&lp, move |log: &mut Log| {
        log.push("woken".into());
        owner.take();
    })
    .unwrap();
    let sender = handle.sender();
    slot.replace(Some(handle));
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(5));
        sender.send();
        sender.send();
    });
    assert_eq!(run(&lp), ["woken"]);
    thread.join().unwrap();
}

#[test]
fn signal_reaches_its_handle() {
    let lp = Loop::<Log>::new();
    let slot: Rc<RefCell<Option<SignalWatch<Log>>>> = Rc::default();
    let owner = slot.clone();
    let watch = SignalWatch::new(&lp, move |log: &mut Log, signum| {
        log.push(sys::signal::name(signum).unwrap().into());
        owner.borrow().as_ref().unwrap().stop();
    });
    watch.start(libc::SIGUSR2).unwrap();
    slot.replace(Some(watch));
    nix::sys::signal::raise(nix::sys::signal::Signal::SIGUSR2).unwrap();
    assert_eq!(run(&lp), ["SIGUSR2"]);
    slot.take();
}

#[test]
fn child_end_is_seen() {
    let lp = Loop::<Log>::new();
    for (command, expected) in [("exit 3", "Code(3)"), ("kill -9 $$", "Signal(9)")] {
        let child = std::process::Command::new("/bin/sh").args(["-c", command]).spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        let watch = ChildWatch::new(&lp, pid, |log: &mut Log, status| log.push(format!("{status:?}")));
        let watch = watch.unwrap();
        assert_eq!(run(&lp), [expected]);
        drop(watch);
    }
}

#[test]
fn stream_echoes_more_than_a_pipe_holds() {
    let lp = Loop::<Log>::new();
    let (ours, theirs) = sys::fd::socket_pair(false).unwrap();
    let stream = Stream::new(&lp);
    stream.open(ours).unwrap();
    let peer = std::thread::spawn(move || {
        let mut total = 0;
        let mut buffer = vec![0; 4096];
        loop {
            match sys::fd::read(theirs.as_raw_fd(), &mut buffer).unwrap() {
                0 => break,
                n => total += n,
            }
        }
        sys::fd::write_all(theirs.as_raw_fd(), total.to_string().as_bytes()).unwrap();
    });
    let bytes = vec![7; 3_000_000];
    let written = stream.try_write(&bytes).unwrap();
    assert!(written < bytes.len());
    stream
        .queue_write(bytes[written..].to_vec(), |log: &mut Log, r| log.push(format!("written {}", r.is_ok())))
        .unwrap();
    assert_eq!(stream.try_write(b"x").unwrap(), 0);
    stream.shutdown(|log: &mut Log, r| log.push(format!("shutdown {}", r.is_ok()))).unwrap();
    let weak = Rc::downgrade(&stream);
    stream
        .read_start(move |log: &mut Log, read| match read {
            Read::Data(bytes) => log.push(String::from_utf8_lossy(bytes).into()),
            Read::End => {
                log.push("end".into());
                weak.upgrade().unwrap().close(|log: &mut Log| log.push("closed".into()));
            }
            Read::Failed(e) => log.push(e.to_string()),
        })
        .unwrap();
    assert_eq!(run(&lp), ["written true", "shutdown true", "3000000", "end", "closed"]);
    peer.join().unwrap();
}

#[test]
fn closing_a_stream_cancels_its_writes() {
    let lp = Loop::<Log>::new();
    let (ours, _theirs) = sys::fd::socket_pair(false).unwrap();
    let stream = Stream::new(&lp);
    stream.open(ours).unwrap();
    let note = |log: &mut Log, r: io::Result<()>| log.push(format!("{:?}", r.map_err(|e| e.raw_os_error())));
    stream.queue_write(vec![0; 5_000_000], note).unwrap();
    stream.close(|log: &mut Log| log.push("closed".into()));
    assert_eq!(run(&lp), [format!("Err(Some({}))", libc::ECANCELED), "closed".into()]);
    assert!(stream.try_write(b"x").is_err());
}

/// What the timer lists must do, the slow way.
#[derive(Default)]
struct Model {
    /// By (expiry, start order): what fires next among the due ones is checked per duration.
    waiting: BTreeMap<usize, (u64, u64)>,
}

#[derive(Clone, Debug)]
enum Op {
    Insert(u64),
    Cancel(usize),
    Refresh(usize),
    Advance(u64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => prop_oneof![Just(1_u64), Just(5), 1_u64..40].prop_map(Op::Insert),
        2 => any::<usize>().prop_map(Op::Cancel),
        2 => any::<usize>().prop_map(Op::Refresh),
        2 => (0_u64..20).prop_map(Op::Advance),
    ]
}

proptest! {
    #[test]
    fn timer_lists_equal_the_model(ops in proptest::collection::vec(op(), 1..300)) {
        let mut lists = TimerLists::<usize>::default();
        let mut model = Model::default();
        let mut ids = Vec::new();
        let mut now = 0;
        for op in ops {
            match op {
                Op::Insert(ms) => {
                    let n = ids.len();
                    ids.push(lists.insert(ms, now, n));
                    model.waiting.insert(n, (ms, now));
                }
                Op::Cancel(i) if !ids.is_empty() => {
                    let n = i % ids.len();
                    let expected = model.waiting.remove(&n).map(|_| n);
                    prop_assert_eq!(lists.cancel(ids[n]), expected);
                }
                Op::Refresh(i) if !ids.is_empty() => {
                    let n = i % ids.len();
                    prop_assert_eq!(lists.refresh(ids[n], now), model.waiting.contains_key(&n));
                    model.waiting.entry(n).and_modify(|(_, start)| *start = now);
                }
                Op::Advance(ms) => {
                    now += ms;
                    let mut fired = Vec::new();
                    let end = loop {
                        match lists.pop_expired(now) {
                            Expired::Timer(id, n) => {
                                prop_assert_eq!(id, ids[n]);
                                fired.push(n);
                            }
                            end => break end,
                        }
                    };
                    let mut due = Vec::new();
                    model.waiting.retain(|n, (ms, start)| {
                        let keep = *ms + *start > now;
                        if !keep { due.push((*n, *ms, *start)); }
                        keep
                    });
                    // All due ones fired, and within a duration in the order of their starts.
                    let mut sorted = fired.clone();
                    sorted.sort_unstable();
                    prop_assert_eq!(&sorted, &due.iter().map(|d| d.0).collect::<Vec<_>>());
                    for a in 0..fired.len() {
                        for b in a + 1..fired.len() {
                            let find = |n| due.iter().find(|d| d.0 == n).unwrap();
                            let (x, y) = (find(fired[a]), find(fired[b]));
                            prop_assert!(x.1 != y.1 || x.2 <= y.2);
                        }
                    }
                    match end {
                        Expired::Empty => prop_assert!(model.waiting.is_empty()),
                        Expired::NextAt(at) => {
                            let earliest = model.waiting.values().map(|(ms, start)| ms + start).min();
                            prop_assert!(at > now && Some(at) <= earliest);
                        }
                        Expired::Timer(..) => unreachable!(),
                    }
                }
                _ => {}
            }
            prop_assert_eq!(lists.len(), model.waiting.len());
        }
    }
}

#[test]
fn a_million_timers_are_small() {
    let mut lists = TimerLists::<usize>::default();
    let ids: Vec<_> = (0..1_000_000).map(|i| lists.insert(1 + (i as u64 % 50), 0, i)).collect();
    assert_eq!(lists.len(), 1_000_000);
    for id in ids.iter().step_by(2) {
        assert!(lists.cancel(*id).is_some());
    }
    let mut fired = 0;
    while let Expired::Timer(..) = lists.pop_expired(100) {
        fired += 1;
    }
    assert_eq!(fired, 500_000);
    assert!(ids.iter().all(|id| !lists.is_waiting(*id)));
    let id = lists.insert(1, 0, 7);
    assert!(!ids.contains(&id));
}

#[test]
fn many_short_lived_durations_do_not_pile_up() {
    let mut lists = TimerLists::<u64>::default();
    for i in 0..100_000 {
        let id = lists.insert(1_000_000 + i, 0, i);
        assert_eq!(lists.cancel(id), Some(i));
    }
    assert!(lists.is_empty());
    assert_eq!(lists.next_expiry(), None);
}
