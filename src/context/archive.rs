//! What a download is: an archive, or a file of its own.

/// How many bytes [`is_archive`] looks at.
pub const HEAD: usize = 1024;

/// The first bytes of what may be compressed: gzip, bzip2, xz.
const COMPRESSED: [&[u8]; 3] = [b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0"];

/// The size of a header of tar.
const HEADER: usize = 512;

/// Where such a header has its checksum: six octal digits and two more characters.
const CHECKSUM: std::ops::Range<usize> = 148..156;

/// Whether a file that starts like this is a tar archive, compressed or not, as far as its start tells.
pub fn is_archive(head: &[u8]) -> bool {
    COMPRESSED.iter().any(|magic| head.starts_with(magic)) || is_tar(head)
}

/// Whether it starts with a header of tar, whose checksum is the sum of its other bytes.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..HEADER) else {
        return false;
    };
    let written = std::str::from_utf8(&header[CHECKSUM]).ok();
    let written = written.map(|text| text.trim_matches(['\0', ' ']));
    let written = written.and_then(|text| u32::from_str_radix(text, 8).ok());
    let counted = header.iter().enumerate().map(|(place, byte)| {
        let is_own = CHECKSUM.contains(&place);
        u32::from(if is_own { b' ' } else { *byte })
    });
    written.is_some_and(|written| written != 0 && written == counted.sum::<u32>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str) -> Vec<u8> {
        let mut header = vec![0; HEADER];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[257..262].copy_from_slice(b"ustar");
        header[CHECKSUM].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        header
    }

    #[test]
    fn archives_are_told_by_their_start() {
        assert!(is_archive(&header("cart.yaml")));
        for magic in COMPRESSED {
            assert!(is_archive(&[magic, b"anything"].concat()));
        }
    }

    #[test]
    fn texts_and_damaged_headers_are_no_archives() {
        let mut damaged = header("cart.yaml");
        damaged[0] = b'C';
        assert!(!is_archive(&damaged));
        assert!(!is_archive(&header("cart.yaml")[..HEADER - 1]));
        assert!(!is_archive(&[0; HEAD]));
        assert!(!is_archive(b"# syntax=cartwright\nentrypoint: app\n"));
        assert!(!is_archive(&b"# a long comment\n".repeat(100)));
        assert!(!is_archive(b""));
    }
}
