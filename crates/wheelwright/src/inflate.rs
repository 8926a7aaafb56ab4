//! Inflating one file after the other without asking for memory each time.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};

/// What is needed to unpack a file, for the next one too.
pub struct Inflater {
    state: Decompress,
    packed: Vec<u8>,
    unpacked: Vec<u8>,
}

impl Inflater {
    /// Buffers that suit large files and fit into a processor's cache.
    pub fn new() -> Self {
        Self {
            state: Decompress::new(false),
            packed: vec![0; 64 * 1024],
            unpacked: vec![0; 128 * 1024],
        }
    }

    /// Hands on what a reader holds, piece by piece.
    pub fn stored(
        &mut self,
        mut reader: impl Read,
        mut hand_on: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        loop {
            let count = reader.read(&mut self.unpacked)?;
            if count == 0 {
                return Ok(());
            }
            hand_on(&self.unpacked[..count])?;
        }
    }

    /// Hands on what a reader of deflated data holds, piece by piece.
    pub fn deflated(
        &mut self,
        mut reader: impl Read,
        mut hand_on: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.state.reset(false);
        let mut waiting = 0..0;
        loop {
            if waiting.is_empty() {
                waiting = 0..reader.read(&mut self.packed)?;
            }
            let is_over = waiting.is_empty();
            let (before, after) = (self.state.total_in(), self.state.total_out());
            let input = &self.packed[waiting.clone()];
            let status = self
                .state
                .decompress(input, &mut self.unpacked, FlushDecompress::None)
                .map_err(|_| unsound("the deflated data is damaged"))?;
            waiting.start += length(self.state.total_in() - before);
            let count = length(self.state.total_out() - after);
            hand_on(&self.unpacked[..count])?;
            match status {
                Status::StreamEnd if waiting.is_empty() && reader.read(&mut self.packed)? == 0 => {
                    return Ok(());
                }
                Status::StreamEnd => return Err(unsound("something follows the deflated data")),
                Status::Ok | Status::BufError if is_over && count == 0 => {
                    return Err(unsound("the deflated data ends early"));
                }
                Status::Ok | Status::BufError => {}
            }
        }
    }
}

impl Default for Inflater {
    fn default() -> Self {
        Self::new()
    }
}

/// No count of bytes in a buffer is larger than the buffer.
fn length(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn unsound(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Write as _;

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn inflate(inflater: &mut Inflater, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut unpacked = Vec::new();
        inflater.deflated(bytes, |piece| {
            unpacked.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(unpacked)
    }

    #[test]
    fn one_inflater_serves_many_files() {
        let inflater = &mut Inflater::new();
        for size in [0, 1, 1000, 128 * 1024, 128 * 1024 + 1, 1_000_000] {
            let bytes: Vec<u8> = (0..size)
                .map(|number: u32| number.wrapping_mul(number).to_le_bytes()[1])
                .collect();
            let packed = deflate(&bytes);
            assert_eq!(inflate(inflater, &packed).unwrap(), bytes, "{size}");
            assert!(
                inflate(inflater, &packed[..packed.len() - 1]).is_err(),
                "{size}"
            );
            assert!(
                inflate(inflater, &[&packed[..], b"x"].concat()).is_err(),
                "{size}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = inflate(&mut Inflater::new(), &bytes);
        }
    }
}
