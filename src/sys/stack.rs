//! Where the calling thread's stack ends. Counterpart of `pthread_getattr_np(3)`, which V8 uses through
//! `base::Stack::GetStackStart`.

/// The lowest address of the calling thread's stack, `None` where the system does not tell.
#[cfg(target_os = "linux")]
#[must_use]
pub fn lowest_address() -> Option<usize> {
    let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    // SAFETY: the attributes are written by the call, and only read when it succeeds.
    let status = unsafe { libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) };
    if status != 0 {
        return None;
    }
    // SAFETY: the call above succeeded, so the attributes are initialized.
    let mut attributes = unsafe { attributes.assume_init() };
    let mut lowest = std::ptr::null_mut();
    let mut size = 0;
    // SAFETY: initialized attributes and two valid places for the answers.
    let status = unsafe { libc::pthread_attr_getstack(&raw const attributes, &raw mut lowest, &raw mut size) };
    // SAFETY: the attributes are initialized and not used afterwards.
    unsafe { libc::pthread_attr_destroy(&raw mut attributes) };
    (status == 0).then(|| lowest.addr())
}

/// The lowest address of the calling thread's stack, `None` where the system does not tell.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub const fn lowest_address() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn a_local_lies_above_the_end() {
        let local = 0u8;
        let here = std::ptr::from_ref(&local).addr();
        let lowest = super::lowest_address().expect("Linux tells");
        assert!(lowest < here && here - lowest < 1 << 32);
    }
}
