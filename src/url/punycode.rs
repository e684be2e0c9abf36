//! Punycode (RFC 3492) for labels of any length, as `node:punycode` offers it.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

/// Why a text cannot be decoded or encoded; the words are those of the JS library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    Overflow,
    NotBasic,
    Input,
}

impl Invalid {
    /// The message of the `RangeError`.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Overflow => "Overflow: input needs wider integers to process",
            Self::NotBasic => "Illegal input >= 0x80 (not a basic code point)",
            Self::Input => "Invalid input",
        }
    }
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

/// The code points that a label without its `xn--` stands for.
pub(crate) fn decode(input: &[u32]) -> Result<Vec<u32>, Invalid> {
    let basic = input.iter().rposition(|&unit| unit == u32::from(b'-')).unwrap_or(0);
    let mut output: Vec<u32> = input[..basic].to_vec();
    if output.iter().any(|&point| point >= 0x80) {
        return Err(Invalid::NotBasic);
    }
    let (mut n, mut i, mut bias) = (INITIAL_N, 0u32, INITIAL_BIAS);
    let mut at = if basic > 0 { basic + 1 } else { 0 };
    while at < input.len() {
        let (old, mut weight, mut k) = (i, 1u32, BASE);
        loop {
            let point = *input.get(at).ok_or(Invalid::Input)?;
            at += 1;
            let digit = char::from_u32(point).and_then(digit_of).ok_or(Invalid::Input)?;
            i = digit
                .checked_mul(weight)
                .and_then(|step| i.checked_add(step))
                .filter(|&i| i <= 0x7fff_ffff)
                .ok_or(Invalid::Overflow)?;
            let t = threshold(k, bias);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(BASE - t).filter(|&weight| weight <= 0x7fff_ffff).ok_or(Invalid::Overflow)?;
            k += BASE;
        }
        let length = u32::try_from(output.len() + 1).map_err(|_| Invalid::Overflow)?;
        bias = adapt(i - old, length, old == 0);
        n = n.checked_add(i / length).filter(|&n| n <= 0x7fff_ffff).ok_or(Invalid::Overflow)?;
        i %= length;
        output.insert(usize::try_from(i).map_err(|_| Invalid::Overflow)?, n);
        i += 1;
    }
    Ok(output)
}

fn digit_of(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0') + 26),
        'a'..='z' => Some(u32::from(c) - u32::from('a')),
        'A'..='Z' => Some(u32::from(c) - u32::from('A')),
        _ => None,
    }
}

fn digit(value: u32) -> char {
    let byte = if value < 26 { u32::from(b'a') + value } else { u32::from(b'0') + value - 26 };
    char::from_u32(byte).expect("a letter or a digit")
}

/// The label of code points, without `xn--`.
pub(crate) fn encode(input: &[u32]) -> Result<String, Invalid> {
    let mut output: String =
        input.iter().filter(|&&point| point < 0x80).filter_map(|&point| char::from_u32(point)).collect();
    let basic = u32::try_from(output.len()).map_err(|_| Invalid::Overflow)?;
    if basic > 0 {
        output.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (INITIAL_N, 0u32, INITIAL_BIAS, basic);
    let total = u32::try_from(input.len()).map_err(|_| Invalid::Overflow)?;
    while handled < total {
        let next = input.iter().copied().filter(|&point| point >= n).min().ok_or(Invalid::Overflow)?;
        delta = (next - n)
            .checked_mul(handled + 1)
            .and_then(|step| delta.checked_add(step))
            .filter(|&delta| delta <= 0x7fff_ffff)
            .ok_or(Invalid::Overflow)?;
        n = next;
        for &point in input {
            if point < n {
                delta = delta.checked_add(1).ok_or(Invalid::Overflow)?;
            }
            if point != n {
                continue;
            }
            let (mut q, mut k) = (delta, BASE);
            loop {
                let t = threshold(k, bias);
                if q < t {
                    break;
                }
                output.push(digit(t + (q - t) % (BASE - t)));
                q = (q - t) / (BASE - t);
                k += BASE;
            }
            output.push(digit(q));
            bias = adapt(delta, handled + 1, handled == basic);
            delta = 0;
            handled += 1;
        }
        delta += 1;
        n += 1;
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (text, label) in [
            ("mañana", "maana-pta"),
            ("☃-⌘", "--dqo34k"),
            ("bücher", "bcher-kva"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ] {
            let points: Vec<u32> = text.chars().map(u32::from).collect();
            assert_eq!(encode(&points).as_deref(), Ok(label));
            assert_eq!(decode(&label.chars().map(u32::from).collect::<Vec<_>>()), Ok(points));
        }
        assert_eq!(decode(&[0xe4, 0x2d]), Err(Invalid::NotBasic));
    }
}
