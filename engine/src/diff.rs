//! Turns a changed file into pieces: a line diff against the published text plus the other edits.

use crate::Result;
use crate::edit::{Piece, Place, patched, sha};

/// The pieces that lead from `source` with `others` applied to `new`.
pub(crate) fn pieces(
    krate: &str,
    path: &str,
    source: Option<&Vec<u8>>,
    new: &[u8],
    others: &[(&str, &Piece)],
) -> Result<Vec<Piece>> {
    let piece = |place, text: String| Piece { krate: krate.into(), path: path.into(), place, text };
    let new = String::from_utf8_lossy(new);
    let Some(published) = source else {
        let known = others.first().is_some_and(|(_, p)| p.text == new);
        return Ok(if known { Vec::new() } else { vec![piece(Place::New, new.into_owned())] });
    };
    let base = patched(krate, path, source, others)?;
    if base == new {
        return Ok(Vec::new());
    }
    let origin = origins(others, &base);
    let published = String::from_utf8_lossy(published);
    let published: Vec<&str> = published.split_inclusive('\n').collect();
    let old: Vec<&str> = base.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let mut found = Vec::new();
    for (mut from, to, mut new_from, new_to) in hunks(&old, &new) {
        // A pure insertion takes a neighbour along, so that the hash pins the place.
        if from == to && from > 0 && origin[from - 1].is_some() {
            from -= 1;
            new_from -= 1;
        } else if from == to {
            return Err(format!("{krate} {path}: an insertion before line {from} touches another edit"));
        }
        let touched = origin[from..to].iter().copied().collect::<Option<Vec<usize>>>();
        let Some(touched) = touched.filter(|t| t.windows(2).all(|w| w[1] == w[0] + 1)) else {
            return Err(format!("{krate} {path}: the change at line {} overlaps another edit", from + 1));
        };
        let (first, count) = (touched[0], touched.len());
        let sha256 = sha(&published[first..first + count].concat());
        found.push(piece(Place::Lines { first: first + 1, count, sha256 }, new[new_from..new_to].concat()));
    }
    Ok(found)
}

/// For each line of `base` the published line (0-based) that it is, or None for a line of another edit.
fn origins(others: &[(&str, &Piece)], base: &str) -> Vec<Option<usize>> {
    let total = base.split_inclusive('\n').count();
    let mut origin = Vec::with_capacity(total);
    let mut next = 0;
    for (_, piece) in others {
        if let Place::Lines { first, count, .. } = piece.place {
            origin.extend((next..first - 1).map(Some));
            origin.extend(piece.text.split_inclusive('\n').map(|_| None));
            next = first - 1 + count;
        }
    }
    while origin.len() < total {
        origin.push(Some(next));
        next += 1;
    }
    origin
}

/// Changed ranges `(old_from, old_to, new_from, new_to)`: Myers' greedy algorithm between common ends.
fn hunks(old: &[&str], new: &[&str]) -> Vec<(usize, usize, usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut found: Vec<(usize, usize, usize, usize)> = Vec::new();
    let (mut x, mut y) = (0, 0);
    for (mx, my) in matches(a, b).into_iter().chain([(a.len(), b.len())]) {
        if mx > x || my > y {
            found.push((head + x, head + mx, head + y, head + my));
        }
        (x, y) = (mx + 1, my + 1);
    }
    found
}

/// The pairs of equal lines of a longest common subsequence.
fn matches(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let (n, m) = (a.len() as isize, b.len() as isize);
    let offset = n + m + 1;
    let mut best = vec![0isize; 2 * offset as usize + 1];
    let mut trace = Vec::new();
    'search: for d in 0..=n + m {
        trace.push(best.clone());
        for k in (-d..=d).step_by(2) {
            let at = (offset + k) as usize;
            let mut x =
                if k == -d || (k != d && best[at - 1] < best[at + 1]) { best[at + 1] } else { best[at - 1] + 1 };
            while x < n && x - k < m && a[x as usize] == b[(x - k) as usize] {
                x += 1;
            }
            best[at] = x;
            if x >= n && x - k >= m {
                break 'search;
            }
        }
    }
    let (mut x, mut y) = (n, m);
    let mut pairs = Vec::new();
    for (d, best) in trace.iter().enumerate().rev() {
        let (d, k) = (d as isize, x - y);
        let at = (offset + k) as usize;
        let down = k == -d || (k != d && best[at - 1] < best[at + 1]);
        let from_k = if down { k + 1 } else { k - 1 };
        let from_x = if d == 0 { 0 } else { best[(offset + from_k) as usize] };
        let start = if d == 0 {
            0
        } else if down {
            from_x
        } else {
            from_x + 1
        };
        while x > start && x > 0 && y > 0 {
            x -= 1;
            y -= 1;
            pairs.push((x as usize, y as usize));
        }
        (x, y) = (from_x, from_x - from_k);
    }
    pairs.reverse();
    pairs
}
