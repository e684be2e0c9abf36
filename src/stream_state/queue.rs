//! How many bytes leave the read buffer, and from which chunks: the arithmetic of `fromList` in Node.

/// What one `read` takes from the front of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Take {
    /// So many chunks leave the buffer whole…
    pub whole: usize,
    /// …and so many units are cut off the front of the chunk after them.
    pub partial: usize,
}

/// Plans to take `n` units (0 stands for everything) of the `lengths` that are buffered. In object mode one chunk leaves.
pub fn plan_take(n: usize, total: usize, object_mode: bool, lengths: impl Iterator<Item = usize>) -> Take {
    if object_mode {
        return Take { whole: 1, partial: 0 };
    }
    if n == 0 || n >= total {
        return Take { whole: lengths.count(), partial: 0 };
    }
    let mut left = n;
    let mut whole = 0;
    for length in lengths {
        if left < length {
            return Take { whole, partial: left };
        }
        left -= length;
        whole += 1;
        if left == 0 {
            break;
        }
    }
    Take { whole, partial: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn everything_leaves_when_as_much_as_there_is_was_asked_for() {
        assert_eq!(plan_take(0, 9, false, [4, 5].into_iter()), Take { whole: 2, partial: 0 });
        assert_eq!(plan_take(9, 9, false, [4, 5].into_iter()), Take { whole: 2, partial: 0 });
        assert_eq!(plan_take(4, 9, false, [4, 5].into_iter()), Take { whole: 1, partial: 0 });
        assert_eq!(plan_take(5, 9, false, [4, 5].into_iter()), Take { whole: 1, partial: 1 });
        assert_eq!(plan_take(7, 9, true, [1, 1].into_iter()), Take { whole: 1, partial: 0 });
    }

    proptest! {
        #[test]
        fn a_plan_takes_exactly_what_was_asked(lengths in proptest::collection::vec(1usize..20, 1..12), n in 1usize..300) {
            let total: usize = lengths.iter().sum();
            let take = plan_take(n, total, false, lengths.iter().copied());
            let taken: usize = lengths[..take.whole].iter().sum::<usize>() + take.partial;
            prop_assert_eq!(taken, n.min(total));
            prop_assert!(take.partial == 0 || take.partial < lengths[take.whole]);
        }
    }
}
